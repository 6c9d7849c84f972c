// SPDX-License-Identifier: Apache-2.0
// client_auth_missing: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('client_auth_missing', {
  ask: (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }),
  status: 401,
  error: 'invalid_client',
  description: 'The request carries no client authentication. Send client_id and client_secret with HTTP Basic or in the body.',
});
