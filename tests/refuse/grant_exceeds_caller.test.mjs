// SPDX-License-Identifier: Apache-2.0
// grant_exceeds_caller: RFC 9110 §15.5.4.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('grant_exceeds_caller', {
  ask: async (server) => {
    const limited = await server.createClient({ permissions: [{ permission: 'api_client.manage' }] });
    const token = await server.token(limited);
    return server.api('POST', '/api-clients', { token, json: { name: 'More', permissions: ['*'] } });
  },
  status: 403,
  code: 'grant_exceeds_caller',
  description: 'Nobody can grant more than they hold: the permissions exceed those of the caller.',
});
