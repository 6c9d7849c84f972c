// SPDX-License-Identifier: Apache-2.0
// credentials_swapped: RFC 6749 §2.3.1.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('credentials_swapped', {
  ask: (server) => {
    const { client_id, client_secret } = server.credentials;
    return server.tokenAnswer({ client_id: client_secret, client_secret: client_id });
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'client_id and client_secret are exchanged. Send each in the place of the other.',
  evidence: / was presented in the place of the client id\.$/,
});
