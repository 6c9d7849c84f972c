// SPDX-License-Identifier: Apache-2.0
// rate_limited: RFC 6585 §4.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('rate_limited', {
  args: ['--api-limit', '3'],
  ask: async (server) => {
    for (let i = 0; i < 3; i++) await server.api('GET', '/users');
    return server.api('GET', '/users');
  },
  dry: 'none', // it is itself counted, and what it tries is not
  status: 429,
  code: 'rate_limited',
  description: 'Too many requests by this API client. Wait, then try again.',
  headers: { 'retry-after': /^(20|1\d|[1-9])$/ },
});
