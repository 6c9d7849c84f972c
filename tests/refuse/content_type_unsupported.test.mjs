// SPDX-License-Identifier: Apache-2.0
// content_type_unsupported: RFC 6749 §3.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('content_type_unsupported', {
  ask: [
    (server) => server.form(server.tokenUrl, '{}', { headers: { 'Content-Type': 'application/json' } }),
    (server) => server.form(server.tokenUrl, 'grant_type=client_credentials', { headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-16' } }),
    (server) => server.form(server.tokenUrl, 'grant_type=client_credentials', { headers: { 'Content-Type': 'text/plain' } }),
  ],
  status: 415,
  error: 'invalid_request',
  description: 'The body has another content type than this endpoint takes.',
  detail: /^Send application\/x-www-form-urlencoded in UTF-8\.$/,
});
