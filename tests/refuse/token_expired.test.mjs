// SPDX-License-Identifier: Apache-2.0
// token_expired: RFC 9068 §4.
import { HOUR } from '../lib/clock.mjs';
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('token_expired', {
  ask: async (server) => {
    const token = await server.token();
    await server.restartWithClock(13 * HOUR);
    return server.api('GET', '/users', { token });
  },
  recorded: true,
  proven: true,
  status: 401,
  description: 'The access token has expired. Ask the token endpoint for a new one.',
  ahead: 13 * HOUR,
  headers: { 'www-authenticate': 'Bearer realm="jeton", error="invalid_token", error_description="The access token has expired. Ask the token endpoint for a new one."' },
});
