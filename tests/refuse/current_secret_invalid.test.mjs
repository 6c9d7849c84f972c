// SPDX-License-Identifier: Apache-2.0
// current_secret_invalid: RFC 9110 §15.5.4.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('current_secret_invalid', {
  ask: async (server) => {
    const client = await server.createClient({ permissions: [{ permission: 'api_client.rotate_self' }] });
    const token = await server.token(client);
    return server.api('POST', '/api-clients/self/secrets', { token, json: { currentSecret: server.credentials.client_secret } });
  },
  dry: 'store',
  status: 403,
  code: 'current_secret_invalid',
  description: 'currentSecret is no live client secret of this API client. Send the one that the token was asked for with.',
});
