// SPDX-License-Identifier: Apache-2.0
// secret_of_other_client: RFC 6749 §2.3.1.
import { randomUUID } from 'node:crypto';
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_of_other_client', {
  ask: [
    (server) => server.tokenAnswer({ ...server.credentials, client_id: randomUUID() }),
    // Nor of the client that stands where none was found.
    (server) => server.tokenAnswer({ ...server.credentials, client_id: 'nobody has this id, whoever names it' }),
    async (server) => {
      const { clientId } = await server.createClient();
      return server.tokenAnswer({ ...server.credentials, client_id: clientId });
    },
  ],
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'The client_id and the client_secret do not belong together. Take both from the same API client.',
  evidence: / It belongs to the API client with key [0-9a-f-]{36}\.$/,
});
