// SPDX-License-Identifier: Apache-2.0
// expectation_failed: RFC 9110 §15.5.18.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('expectation_failed', {
  ask: (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Expect: 'a-miracle' } }),
  status: 417,
  error: 'invalid_request',
  description: 'The Expect header asks for something that this server does not do.',
});
