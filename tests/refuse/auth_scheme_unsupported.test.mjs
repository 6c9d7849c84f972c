// SPDX-License-Identifier: Apache-2.0
// auth_scheme_unsupported: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('auth_scheme_unsupported', {
  ask: [
    (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Authorization: 'Bearer x' } }),
    (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Authorization: 'Negotiate eA==' } }),
  ],
  status: 401,
  error: 'invalid_client',
  description: 'The Authorization header uses a scheme that is not supported here. Use HTTP Basic, or send client_id and client_secret in the body.',
});
