// SPDX-License-Identifier: Apache-2.0
// body_too_large: RFC 9110 §15.5.14.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('body_too_large', {
  ask: (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials', x: 'x'.repeat(70_000) }),
  status: 413,
  error: 'invalid_request',
  description: 'The body is larger than this endpoint takes.',
});
