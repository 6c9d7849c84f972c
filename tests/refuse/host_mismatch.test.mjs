// SPDX-License-Identifier: Apache-2.0
// host_mismatch: RFC 9110 §7.4.
import { startTlsServer } from '../lib/tls.mjs';
import { publicRefusal } from '../lib/refusal.mjs';

publicRefusal('host_mismatch', {
  start: startTlsServer,
  ask: (server) => server.ask('/identity/.well-known/openid-configuration', { servername: 'localhost', headers: { Host: '127.0.0.1' } }),
  dry: 'none', // it has no TLS connection
  status: 421,
  error: 'host_unknown',
  description: 'The Host header names another host than the TLS connection was made for.',
});
