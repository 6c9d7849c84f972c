// SPDX-License-Identifier: Apache-2.0
// client_suspended: RFC 6749 §5.2.
import { apiRefusal, oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('client_suspended', {
  ask: async (server) => {
    const client = await server.createClient();
    await server.api('POST', `/api-clients/${client.key}/suspend`);
    return server.tokenAnswer(client);
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'This API client is suspended: none of its secrets and tokens work. Ask an administrator to resume it.',
  evidence: /^The secret ending in \w{4} \(valid until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) was presented\.$/,
});

apiRefusal('client_suspended', {
  ask: async (server) => {
    const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
    const token = await server.token(client);
    await server.api('POST', `/api-clients/${client.key}/suspend`);
    return server.api('GET', '/users', { token });
  },
  recorded: true,
  status: 401,
  proven: true,
  description: 'This API client is suspended: none of its secrets and tokens work. Ask an administrator to resume it.',
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_token", error_description="This API client is suspended: none of its secrets and tokens work. Ask an administrator to resume it."' },
});
