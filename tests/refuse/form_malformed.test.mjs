// SPDX-License-Identifier: Apache-2.0
// form_malformed: RFC 6749 appendix B.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('form_malformed', {
  ask: ['a=%', 'a=%2', 'a=%G1', 'a=%u0041', 'a=%FF%FE', 'a=%C0%AF', 'a=b%00c'].map(
    (text) => (server) => server.form(server.tokenUrl, `grant_type=client_credentials&${text}`),
  ),
  status: 400,
  error: 'invalid_request',
  description: 'The body is not a valid form: it has a broken %-escape, invalid UTF-8, a NUL or too many parameters. Encode every value once.',
});
