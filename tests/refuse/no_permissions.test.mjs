// SPDX-License-Identifier: Apache-2.0
// no_permissions: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('no_permissions', {
  ask: async (server) => server.tokenAnswer(await server.createClient({ permissions: [] })),
  status: 400,
  error: 'unauthorized_client',
  description: 'The API client has no permissions for this API. Ask an administrator to grant it some.',
  proven: true,
});
