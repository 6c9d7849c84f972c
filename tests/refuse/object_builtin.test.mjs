// SPDX-License-Identifier: Apache-2.0
// object_builtin: RFC 9110 §15.5.10.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('object_builtin', {
  ask: async (server) => {
    const [identity] = (await server.api('GET', '/apis')).json.results;
    return server.api('DELETE', `/apis/${identity.key}`);
  },
  dry: 'store',
  status: 409,
  description: 'This object is built in: what the request would change about it stays as it is.',
  detail: /tokenLifetime/,
});
