// SPDX-License-Identifier: Apache-2.0
// realm_unknown: RFC 9110 §15.5.5.
import { randomUUID } from 'node:crypto';
import { publicRefusal } from '../lib/refusal.mjs';

publicRefusal('realm_unknown', {
  ask: [
    (server) => server.ask(`/auth/realms/${randomUUID()}/.well-known/openid-configuration`),
    (server) => server.ask('/auth/realms/..%2f/protocol/openid-connect/certs'),
  ],
  status: 404,
  error: 'realm_unknown',
  description: (server) =>
    `No realm at this host has this address. The discovery document of this host is ${server.discoveryUrl}.`,
});
