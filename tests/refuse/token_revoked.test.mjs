// SPDX-License-Identifier: Apache-2.0
// token_revoked: RFC 7009 §2.
import assert from 'node:assert/strict';
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('token_revoked', {
  ask: async (server) => {
    const token = await server.token();
    const revoked = await server.form(`${server.bootstrap.issuer}/protocol/openid-connect/revoke`, { token, ...server.credentials });
    assert.equal(revoked.status, 200);
    return server.api('GET', '/users', { token });
  },
  recorded: true,
  proven: true,
  status: 401,
  description: 'The access token was revoked. Ask the token endpoint for a new one.',
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_token", error_description="The access token was revoked. Ask the token endpoint for a new one."' },
});
