// SPDX-License-Identifier: Apache-2.0
// secret_truncated: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_truncated', {
  ask: (server) => server.tokenAnswer({ ...server.credentials, client_secret: server.credentials.client_secret.slice(0, -1) }),
  status: 401,
  error: 'invalid_client',
  description: 'The client secret is incomplete: it begins like a secret of this server and is shorter. Copy the whole secret again.',
});
