// SPDX-License-Identifier: Apache-2.0
// two_auth_methods: RFC 6749 §2.3.
import { basic } from '../lib/http.mjs';
import { oauthRefusal } from '../lib/refusal.mjs';

const assertion = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: 'e30.e30.e30' };

// Basic, and parameters of the body beside it.
const withBasic = (fields) => (server) => {
  const { client_id, client_secret } = server.credentials;
  const headers = { Authorization: basic(client_id, client_secret) };
  const all = { grant_type: 'client_credentials', ...(fields ?? { client_secret }) };
  return server.form(server.tokenUrl, all, { headers });
};

oauthRefusal('two_auth_methods', {
  ask: [withBasic(), withBasic(assertion), (server) => server.tokenAnswer(undefined, assertion)],
  status: 400,
  error: 'invalid_request',
  description: 'The request authenticates the client by two methods at once. Send the credentials either with HTTP Basic or in the body.',
});
