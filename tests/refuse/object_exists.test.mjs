// SPDX-License-Identifier: Apache-2.0
// object_exists: RFC 9110 §15.5.10.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('object_exists', {
  ask: async (server) => {
    await server.createUser({ email: 'ada@example.org' });
    return server.api('POST', '/users', { json: { email: 'ada@example.org' } });
  },
  dry: 'store',
  status: 409,
  code: 'object_exists',
  description: 'An object with this name exists already.',
  detail: /^A user with this email exists already\.$/,
});
