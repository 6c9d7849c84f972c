// SPDX-License-Identifier: Apache-2.0
// token_too_large: RFC 6749 §3.3.
import { oauthRefusal } from '../lib/refusal.mjs';

// As many permissions, with names as long as one may have, as make more than 12 kB in base64url.
oauthRefusal('token_too_large', {
  ask: async (server) => {
    const audience = 'https://orders.example.org';
    const names = Array.from({ length: 100 }, (_, i) => `order.${i}.`.padEnd(100, 'x'));
    await server.api('POST', '/apis', { json: { audience, name: 'Orders', permissions: names.map((name) => ({ name })) } });
    const client = await server.createClient({ permissions: names.map((permission) => ({ permission, api: audience })) });
    return server.tokenAnswer(client, { resource: audience });
  },
  status: 400,
  error: 'invalid_scope',
  description: 'A token for all of this would be too long for a request header, so that no API could be asked with it. Ask for the scope that you need.',
  proven: true,
});
