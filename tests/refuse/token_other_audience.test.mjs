// SPDX-License-Identifier: Apache-2.0
// token_other_audience: RFC 9068 §4.
import { apiRefusal } from '../lib/refusal.mjs';

const audience = 'https://orders.example/api';

apiRefusal('token_other_audience', {
  ask: async (server) => {
    const columns = 'key, audience, name, token_lifetime_s, created, version';
    await server.restartWithSql(`INSERT INTO api (${columns}) VALUES (randomblob(16), '${audience}', 'Orders', 43200, 1, 1);
      INSERT INTO permission (api, name, per_stage) SELECT id, 'order.view', 0 FROM api WHERE name = 'Orders';`);
    return server.api('GET', '/users', { token: await server.token(undefined, { resource: audience }) });
  },
  recorded: true,
  proven: true,
  status: 401,
  description: 'The access token was issued for another API. Ask for one without resource, or with the audience of this API.',
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_token", error_description="The access token was issued for another API. Ask for one without resource, or with the audience of this API."' },
});
