// SPDX-License-Identifier: Apache-2.0
// path_unknown: RFC 9110 §15.5.5.
import { request } from '../lib/http.mjs';
import { publicRefusal } from '../lib/refusal.mjs';

publicRefusal('path_unknown', {
  ask: ['/nothing', '/identity/.well-known/openid-configuration/', '/identity/..;/identity/.well-known/openid-configuration', '//'].map(
    (where) => (server) => request(`${server.base}${where}`),
  ),
  status: 404,
  error: 'not_found',
  description: 'There is nothing at this address. Look at the discovery document, or at openapi.json of the management API.',
});
