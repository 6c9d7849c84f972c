// SPDX-License-Identifier: Apache-2.0
// client_in_other_realm: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('client_in_other_realm', {
  ask: async (server) => {
    const { token_endpoint } = await server.metadataOf('development.localhost');
    return server.form(token_endpoint, {
      grant_type: 'client_credentials',
      client_id: server.credentials.client_id,
      client_secret: 'none-of-this-house',
    });
  },
  status: 401,
  error: 'invalid_client',
  uniform: true,
  description: 'Client authentication failed.',
});
