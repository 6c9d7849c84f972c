// SPDX-License-Identifier: Apache-2.0
// token_of_other_client: RFC 7009 §2.1.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('token_of_other_client', {
  ask: async (server) => {
    const token = await server.token();
    const other = await server.createClient({ permissions: [{ permission: 'member.view' }] });
    return server.form(`${server.bootstrap.issuer}/protocol/openid-connect/revoke`, {
      token,
      client_id: other.clientId,
      client_secret: other.clientSecret,
    });
  },
  status: 400,
  error: 'unauthorized_client',
  description: 'The token was issued to another client. A client can only revoke its own tokens.',
  proven: true,
});
