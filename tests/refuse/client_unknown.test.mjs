// SPDX-License-Identifier: Apache-2.0
// client_unknown: RFC 6749 §5.2.
import { randomUUID } from 'node:crypto';
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('client_unknown', {
  ask: (server) => server.tokenAnswer({ client_id: randomUUID(), client_secret: 'none-of-this-house' }),
  status: 401,
  error: 'invalid_client',
  uniform: true,
  description: 'Client authentication failed.',
});
