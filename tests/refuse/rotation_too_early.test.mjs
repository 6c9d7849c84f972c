// SPDX-License-Identifier: Apache-2.0
// rotation_too_early: RFC 9110 §15.5.10.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('rotation_too_early', {
  ask: async (server) => {
    const json = { realm: server.platform };
    await server.api('POST', '/signing-keys/rotate', { json });
    return server.api('POST', '/signing-keys/rotate', { json });
  },
  dry: 'store',
  status: 409,
  code: 'rotation_too_early',
  description:
    'The next signing key has not been published for long enough: verifiers that keep the key set would refuse its tokens.',
  detail: /It is possible from \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ on/,
});
