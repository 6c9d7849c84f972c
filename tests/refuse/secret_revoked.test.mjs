// SPDX-License-Identifier: Apache-2.0
// secret_revoked: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_revoked', {
  ask: async (server) => {
    const client = await server.createClient();
    await server.api('DELETE', `/api-clients/${client.key}/secrets/${client.secrets[0].id}?reason=retired`);
    return server.tokenAnswer(client);
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'This client secret was revoked. Use the present secret of the API client, or ask an administrator to generate one.',
  detail: /^It was revoked at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.$/,
  evidence: /revoked at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) was presented\.$/,
});
