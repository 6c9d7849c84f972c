// SPDX-License-Identifier: Apache-2.0
// scope_not_granted: RFC 6749 §3.3.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('scope_not_granted', {
  ask: async (server) => {
    const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
    return server.tokenAnswer(client, { scope: 'member.view user.manage' });
  },
  status: 400,
  error: 'invalid_scope',
  description: 'The scope asks for more than the API client was granted.',
  proven: true,
  detail: /^Not granted: user\.manage\.$/,
});
