// SPDX-License-Identifier: Apache-2.0
// two_auth_methods: RFC 6749 §2.3.
import { basic } from '../lib/http.mjs';
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('two_auth_methods', {
  ask: (server) => {
    const { client_id, client_secret } = server.credentials;
    const headers = { Authorization: basic(client_id, client_secret) };
    return server.form(server.tokenUrl, { grant_type: 'client_credentials', client_secret }, { headers });
  },
  status: 400,
  error: 'invalid_request',
  description: 'The request authenticates the client by two methods at once. Send the credentials either with HTTP Basic or in the body.',
});
