// SPDX-License-Identifier: Apache-2.0
// realm_unknown: RFC 9110 §15.5.5.
import { randomUUID } from 'node:crypto';
import { publicRefusal } from '../lib/refusal.mjs';

publicRefusal('realm_unknown', {
  ask: [
    (server) => server.ask(`/auth/realms/${randomUUID()}/.well-known/openid-configuration`),
    (server) => server.ask('/auth/realms/..%2f/protocol/openid-connect/certs'),
    (server) => server.form(`/auth/realms/${randomUUID()}/protocol/openid-connect/token`, server.credentials),
  ],
  status: 404,
  error: 'realm_unknown',
  description: 'No realm at this host has this address.',
  detail: /^The discovery document of this host is http:\/\/127\.0\.0\.1:\d+\/identity\/\.well-known\/openid-configuration\.$/,
});
