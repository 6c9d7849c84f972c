// SPDX-License-Identifier: Apache-2.0
// body_invalid: RFC 9457 §3.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('body_invalid', {
  ask: [
    { email: 'ada@example.org', key: 'mine' },
    { email: 7 },
    { email: 'ada@example.org', name: 'x'.repeat(201) },
  ].map((json) => (server) => server.api('POST', '/users', { json })),
  status: 400,
  code: 'body_invalid',
  description: 'The body is not what this address takes.',
});
