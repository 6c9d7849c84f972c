// SPDX-License-Identifier: Apache-2.0
// header_invalid: RFC 9457 §3.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('header_invalid', {
  ask: (server) => server.api('POST', '/users', { json: { email: 'ada@example.org' }, headers: { 'If-Match': 'not an etag' } }),
  status: 400,
  code: 'header_invalid',
  description: 'A header of the request has an invalid value.',
});
