// SPDX-License-Identifier: Apache-2.0
// client_deleted: RFC 6749 §5.2.
import { apiRefusal, oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('client_deleted', {
  ask: async (server) => {
    const client = await server.createClient();
    await server.api('DELETE', `/api-clients/${client.key}`);
    return server.tokenAnswer(client);
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'The API client that these credentials belong to was deleted. Ask an administrator for a new API client.',
  detail: /^It was deleted at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.$/,
  evidence: /^The secret ending in \w{4} \(valid until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, ended with its API client at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) was presented\.$/,
});

apiRefusal('client_deleted', {
  ask: async (server) => {
    const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
    const token = await server.token(client);
    await server.api('DELETE', `/api-clients/${client.key}`);
    return server.api('GET', '/users', { token });
  },
  recorded: true,
  status: 401,
  proven: true,
  description: 'The API client that these credentials belong to was deleted. Ask an administrator for a new API client.',
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_token", error_description="The API client that these credentials belong to was deleted. Ask an administrator for a new API client."' },
});
