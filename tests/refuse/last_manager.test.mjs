// SPDX-License-Identifier: Apache-2.0
// last_manager: RFC 9110 §15.5.10.
import { apiRefusal } from '../lib/refusal.mjs';

async function own(server) {
  const { results } = (await server.api('GET', '/api-clients')).json;
  return `/api-clients/${results.find((one) => one.clientId === server.bootstrap.client_id).key}`;
}

apiRefusal('last_manager', {
  ask: [
    async (server) => server.api('DELETE', await own(server)),
    async (server) => server.api('POST', `${await own(server)}/suspend?force=true`),
    async (server) => server.api('PUT', `${await own(server)}/permissions`, { json: { permissions: [] } }),
  ],
  dry: 'store',
  status: 409,
  code: 'last_manager',
  description: 'This is the last API client that may manage API clients: without it nobody could. Give another one api_client.manage first.',
});
