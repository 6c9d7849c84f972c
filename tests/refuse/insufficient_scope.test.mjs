// SPDX-License-Identifier: Apache-2.0
// insufficient_scope: RFC 6750 §3.1.
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('insufficient_scope', {
  ask: async (server) => {
    const token = await server.token(await server.createClient({ permissions: [{ permission: 'member.view' }] }));
    return server.api('POST', '/users', { token, json: { email: 'ada@example.org' } });
  },
  recorded: true,
  proven: true,
  status: 403,
  description: 'The access token lacks a permission that this request needs.',
  detail: /^Missing: user\.manage\.$/,
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="insufficient_scope", error_description="The access token lacks a permission that this request needs. Missing: user.manage.", scope="user.manage"' },
});
