// SPDX-License-Identifier: Apache-2.0
// self_suspension: RFC 9110 §15.5.10.
import { apiRefusal } from '../lib/refusal.mjs';

async function suspendSelf(server, query) {
  const self = await server.createClient({ permissions: [{ permission: 'api_client.manage' }] });
  return server.api('POST', `/api-clients/${self.key}/suspend${query}`, { token: await server.token(self) });
}

apiRefusal('self_suspension', {
  ask: [(server) => suspendSelf(server, ''), (server) => suspendSelf(server, '?force=false')],
  dry: 'store',
  status: 409,
  code: 'self_suspension',
  description: 'An API client that suspends itself cannot resume itself. Ask with force=true if that is what you want.',
});
