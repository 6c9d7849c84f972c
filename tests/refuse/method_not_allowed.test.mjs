// SPDX-License-Identifier: Apache-2.0
// method_not_allowed: RFC 9110 §15.5.6.
import { publicRefusal } from '../lib/refusal.mjs';

publicRefusal('method_not_allowed', {
  ask: (server) => server.ask(server.discoveryUrl, { method: 'PUT' }),
  status: 405,
  error: 'invalid_request',
  description: 'This address takes other methods, which the Allow header names.',
  headers: { allow: 'GET, HEAD' },
});
