// SPDX-License-Identifier: Apache-2.0
// internal_fault: RFC 6749 §4.1.2.1.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('internal_fault', {
  ask: (server) => {
    server.damageStore();
    return server.api('GET', '/users');
  },
  dry: 'store',
  status: 503,
  code: 'internal_fault',
  description: 'The server cannot answer at the moment. Try again later.',
  headers: { 'retry-after': '5' },
});
