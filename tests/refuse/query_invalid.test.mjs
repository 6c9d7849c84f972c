// SPDX-License-Identifier: Apache-2.0
// query_invalid: RFC 9457 §3.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('query_invalid', {
  ask: ['limit=0', 'limit=101', 'limit=1e3', 'offset=-1', 'limit=1&limit=2', 'unknown=1', 'isActive=perhaps'].map(
    (query) => (server) => server.api('GET', `/users?${query}`),
  ),
  status: 400,
  code: 'query_invalid',
  description: 'The query has an unknown, repeated or invalid parameter.',
});
