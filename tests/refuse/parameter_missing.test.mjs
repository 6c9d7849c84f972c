// SPDX-License-Identifier: Apache-2.0
// parameter_missing: RFC 6749 §3.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('parameter_missing', {
  ask: [
    (server) => server.form(server.tokenUrl, server.credentials),
    (server) => server.form(server.tokenUrl, { grant_type: '', ...server.credentials }),
    (server) => server.form(server.tokenUrl, { GRANT_TYPE: 'client_credentials', ...server.credentials }),
  ],
  status: 400,
  error: 'invalid_request',
  description: 'A required parameter is missing or empty.',
  detail: /^Missing: grant_type\.$/,
});
