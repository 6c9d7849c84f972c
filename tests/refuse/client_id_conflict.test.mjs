// SPDX-License-Identifier: Apache-2.0
// client_id_conflict: RFC 6749 §2.3.
import { basic } from '../lib/http.mjs';
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('client_id_conflict', {
  ask: (server) => {
    const { client_id, client_secret } = server.credentials;
    const headers = { Authorization: basic(client_id, client_secret) };
    return server.form(server.tokenUrl, { grant_type: 'client_credentials', client_id: 'another' }, { headers });
  },
  status: 400,
  error: 'invalid_request',
  description: 'The client_id in the body is another one than in the Authorization header. Send the same one, or only one of them.',
});
