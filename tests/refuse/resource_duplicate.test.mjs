// SPDX-License-Identifier: Apache-2.0
// resource_duplicate: RFC 8707 §2. Two of them, also of the same value or one unknown; a thousand too.
import { oauthRefusal } from '../lib/refusal.mjs';

const resources = (...values) => (server) => server.form(server.tokenUrl, [
  ['grant_type', 'client_credentials'],
  ...Object.entries(server.credentials),
  ...values.map((value) => ['resource', value.replace('BASE', server.base)]),
]);
const own = 'BASE/api/identity/v1';

oauthRefusal('resource_duplicate', {
  ask: [
    resources(own, 'https://other.example'),
    resources(own, own),
    resources(...Array.from({ length: 1000 }, (_, i) => `https://x.example/${i}`)),
    resources(...Array.from({ length: 1000 }, () => 'a')),
  ],
  status: 400,
  error: 'invalid_target',
  description: 'A token is for one resource: send resource once, or leave it out.',
});
