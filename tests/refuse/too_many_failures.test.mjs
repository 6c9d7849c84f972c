// SPDX-License-Identifier: Apache-2.0
// too_many_failures: RFC 6585 §4.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('too_many_failures', {
  args: ['--failure-limit', '3'],
  ask: async (server) => {
    const wrong = { ...server.credentials, client_secret: 'none-of-this-house' };
    for (let i = 0; i < 3; i++) await server.tokenAnswer(wrong);
    return server.tokenAnswer(wrong);
  },
  status: 429,
  error: 'temporarily_unavailable',
  description: 'Too many failed attempts with this client id from this address. Wait, then try again with the right secret.',
  headers: { 'retry-after': /^(60|[1-5]\d|[1-9])$/ },
});
