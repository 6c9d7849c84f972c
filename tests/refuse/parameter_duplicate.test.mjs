// SPDX-License-Identifier: Apache-2.0
// parameter_duplicate: RFC 6749 §3.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('parameter_duplicate', {
  ask: [
    (server) => server.form(server.tokenUrl, 'grant_type=client_credentials&grant_type=client_credentials'),
    (server) => server.form(server.tokenUrl, 'grant_type=client_credentials&gr%61nt_type=client_credentials'),
  ],
  status: 400,
  error: 'invalid_request',
  description: 'A parameter stands in the request more than once. Send it once.',
});
