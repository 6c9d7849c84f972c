// SPDX-License-Identifier: Apache-2.0
// secret_missing: RFC 6749 §2.3.1.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_missing', {
  ask: [
    (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials', client_id: server.credentials.client_id }),
    (server) => server.tokenAnswer({ client_id: server.credentials.client_id, client_secret: '' }),
  ],
  status: 401,
  error: 'invalid_client',
  uniform: true,
  description: 'Client authentication failed.',
});
