// SPDX-License-Identifier: Apache-2.0
// method_unknown: RFC 9110 §15.6.2.
import { publicRefusal } from '../lib/refusal.mjs';

publicRefusal('method_unknown', {
  ask: (server) => server.ask(server.discoveryUrl, { method: 'PROPFIND' }),
  status: 501,
  error: 'invalid_request',
  description: 'This server does not know this method.',
});
