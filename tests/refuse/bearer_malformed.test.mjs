// SPDX-License-Identifier: Apache-2.0
// bearer_malformed: RFC 6750 §3.1.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('bearer_malformed', {
  ask: ['Bearer', 'Bearer a b', 'Bearer ,'].map(
    (value) => (server) => server.ask('/api/identity/v1/users', { headers: { Authorization: value } }),
  ),
  recorded: true,
  status: 400,
  description: 'The Authorization header is malformed, or stands there twice. Send one Authorization: Bearer TOKEN.',
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_request", error_description="The Authorization header is malformed, or stands there twice. Send one Authorization: Bearer TOKEN."' },
});
