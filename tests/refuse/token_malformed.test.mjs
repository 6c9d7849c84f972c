// SPDX-License-Identifier: Apache-2.0
// token_malformed: RFC 9068 §4.
import { apiRefusal } from '../lib/refusal.mjs';

const otherEnd = (token) => token.slice(0, -4) + (token.endsWith('AAAA') ? 'BBBB' : 'AAAA');
const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
const withoutAlgorithm = (token) => `${none}.${token.split('.')[1]}.`;

apiRefusal('token_malformed', {
  ask: [
    (server) => server.api('GET', '/users', { token: 'x' }),
    async (server) => server.api('GET', '/users', { token: otherEnd(await server.token()) }),
    async (server) => server.api('GET', '/users', { token: withoutAlgorithm(await server.token()) }),
  ],
  recorded: true,
  status: 401,
  description: 'The access token is none that this server signed, or it was damaged. Ask the token endpoint for a new one.',
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_token", error_description="The access token is none that this server signed, or it was damaged. Ask the token endpoint for a new one."' },
});
