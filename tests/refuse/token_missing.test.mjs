// SPDX-License-Identifier: Apache-2.0
// token_missing: RFC 6750 §3.1.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('token_missing', {
  ask: (server) => server.ask('/api/identity/v1/users'),
  recorded: true,
  status: 401,
  description: 'The request carries no access token. Send it as Authorization: Bearer TOKEN.',
  headers: { 'www-authenticate': 'Bearer realm="jeton"' },
});
