// SPDX-License-Identifier: Apache-2.0
// body_invalid: RFC 9457 §3.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('body_invalid', {
  ask: [
    (server) => server.api('POST', '/users', { json: {} }),
    (server) => server.api('POST', '/users', { json: '{"email":"a@example.org","email":"b@example.org"}' }),
    (server) => server.api('POST', '/users', { json: '{"email":' }),
    (server) => server.api('POST', '/users', { json: { email: 'ada@example.org', key: 'mine' } }),
    (server) => server.api('POST', '/users', { json: { email: 7 } }),
    (server) => server.api('POST', '/api-clients', { json: { name: 'x'.repeat(201) } }),
    (server) => server.api('POST', '/api-clients', { json: { name: 'x', permissions: [{ permission: 'no.such' }] } }),
  ],
  status: 400,
  code: 'body_invalid',
  description: 'The body is not what this address takes.',
  detail: /^(The body is not what this address takes\.|It is not one valid JSON text, .*)$/,
});
