// SPDX-License-Identifier: Apache-2.0
// wrong_realm: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('wrong_realm', {
  ask: async (server) => {
    const { token_endpoint } = await server.metadataOf('development.localhost');
    return server.form(token_endpoint, { grant_type: 'client_credentials', ...server.credentials });
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'These credentials are right, but they belong to another realm of this organization. Use the token endpoint of that realm.',
  detail: /^Its discovery document is http:\/\/127\.0\.0\.1:\d+\/identity\/\.well-known\/openid-configuration$/,
  evidence: / Its API client lives in realm [0-9a-f-]{36}\.$/,
});
