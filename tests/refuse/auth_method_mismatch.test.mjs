// SPDX-License-Identifier: Apache-2.0
// auth_method_mismatch: RFC 6749 §2.3.1.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('auth_method_mismatch', {
  ask: async (server) => {
    const client = await server.createClient({ authMethods: ['client_secret_basic'] });
    return server.tokenAnswer(client);
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'The client secret is right, but this API client may not send it by this method.',
  detail: /^Use client_secret_(basic|post)\.$/,
});
