// SPDX-License-Identifier: Apache-2.0
// basic_malformed: RFC 7617 §2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('basic_malformed', {
  ask: [
    'Basic',
    'Basic Zm9v', // no colon
    'Basic Zm9vOmJhcg', // no padding
    'Basic Zm9v OmJhcg==',
    'Basic Zm9v-_8=', // another alphabet
  ].map((value) => (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }, { headers: { Authorization: value } })),
  status: 400,
  error: 'invalid_request',
  description: 'The Authorization header is not valid HTTP Basic: it must be the word Basic and the base64 of client_id:client_secret.',
});
