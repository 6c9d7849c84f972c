// SPDX-License-Identifier: Apache-2.0
// host_unknown: RFC 9110 §15.5.20.
import { publicRefusal } from '../lib/refusal.mjs';

publicRefusal('host_unknown', {
  ask: [
    (server) => server.ask('/identity/.well-known/openid-configuration', { headers: { Host: 'evil.example' } }),
    (server) => server.form(server.tokenUrl, server.credentials, { headers: { Host: 'evil.example' } }),
  ],
  status: 421,
  error: 'host_unknown',
  description: 'This server does not serve that host name.',
});
