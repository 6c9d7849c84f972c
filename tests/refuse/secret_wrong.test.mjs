// SPDX-License-Identifier: Apache-2.0
// secret_wrong: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_wrong', {
  ask: (server) => server.tokenAnswer({ ...server.credentials, client_secret: 'none-of-this-house' }),
  status: 401,
  error: 'invalid_client',
  uniform: true,
  description: 'Client authentication failed.',
});
