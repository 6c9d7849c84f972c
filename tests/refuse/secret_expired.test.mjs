// SPDX-License-Identifier: Apache-2.0
// secret_expired: RFC 6749 §5.2.
import { DAY } from '../lib/clock.mjs';
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_expired', {
  ask: async (server) => {
    const expiresOn = new Date(Date.now() + DAY * 1000).toISOString().slice(0, 10);
    const client = await server.createClient({ secret: { expiresOn } });
    await server.restartWithClock(3 * DAY);
    return server.tokenAnswer(client);
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'This client secret has expired. Ask an administrator to generate a new secret for the API client.',
  detail: /^It worked until \d{4}-\d\d-\d\dT23:59:59Z\.$/,
  evidence: /^The secret ending in \w{4} \(valid until \d{4}-\d\d-\d\dT23:59:59Z\) was presented\.$/,
  ahead: 3 * DAY,
});
