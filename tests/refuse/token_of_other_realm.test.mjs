// SPDX-License-Identifier: Apache-2.0
// token_of_other_realm: RFC 9068 §4.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('token_of_other_realm', {
  ask: async (server) => {
    const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
    const realm = "(SELECT realm FROM stage WHERE slug = 'development')";
    await server.restartWithSql(`UPDATE api_client SET realm = ${realm} WHERE client_id = '${client.clientId}'`);
    const { token_endpoint } = await server.metadataOf('development.localhost');
    const bought = await server.form(token_endpoint, {
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    });
    return server.api('GET', '/users', { token: bought.json.access_token });
  },
  recorded: true,
  proven: true,
  status: 401,
  description: 'The access token comes from another realm than this API takes. Get one from the platform realm.',
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_token", error_description="The access token comes from another realm than this API takes. Get one from the platform realm."' },
});
