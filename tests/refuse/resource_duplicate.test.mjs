// SPDX-License-Identifier: Apache-2.0
// resource_duplicate: RFC 8707 §2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('resource_duplicate', {
  ask: (server) => server.form(server.tokenUrl, [
    ['grant_type', 'client_credentials'],
    ...Object.entries(server.credentials),
    ['resource', `${server.base}/api/identity/v1`],
    ['resource', 'https://other.example'],
  ]),
  status: 400,
  error: 'invalid_target',
  description: 'A token is for one resource: send resource once, or leave it out.',
});
