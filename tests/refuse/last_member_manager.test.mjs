// SPDX-License-Identifier: Apache-2.0
// last_member_manager: RFC 9110 §15.5.10.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('last_member_manager', {
  ask: async (server) => {
    const [admin] = (await server.api('GET', '/users?hasOrganizationRoles=true')).json.results;
    return server.api('DELETE', `/users/${admin.key}`);
  },
  dry: 'store',
  status: 409,
  description: 'Nobody would be left who may manage members, organization roles or API clients. Give somebody else the organization role first.',
});
