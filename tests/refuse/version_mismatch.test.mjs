// SPDX-License-Identifier: Apache-2.0
// version_mismatch: RFC 9110 §15.5.13.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('version_mismatch', {
  ask: async (server) => {
    const user = await server.createUser();
    const role = await server.api('POST', '/application-roles', { json: { name: 'Reader' } });
    const where = `/users/${user.key}/application-roles/${role.json.key}`;
    return server.api('POST', where, { headers: { 'If-Match': '"999"' } });
  },
  status: 412,
  code: 'version_mismatch',
  description: 'The object has changed since it was read. Read it again, then try again.',
});
