// SPDX-License-Identifier: Apache-2.0
// credentials_in_query: RFC 6749 §2.3.1.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('credentials_in_query', {
  ask: [
    (server) => server.form(`${server.tokenUrl}?client_secret=x`, { grant_type: 'client_credentials' }),
    (server) => server.form(`${server.tokenUrl}?client_id=x&client_secret=y`, { grant_type: 'client_credentials', ...server.credentials }),
  ],
  status: 400,
  error: 'invalid_request',
  description: 'Credentials must not stand in the address of the request, where they end up in logs. Send them in the body or with HTTP Basic, and renew the secret.',
});
