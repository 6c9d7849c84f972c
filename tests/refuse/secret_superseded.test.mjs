// SPDX-License-Identifier: Apache-2.0
// secret_superseded: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_superseded', {
  ask: async (server) => {
    const client = await server.createClient();
    const newer = await server.api('POST', `/api-clients/${client.key}/secrets`, { json: { overlapHours: 0 } });
    server.secrets.add(newer.json.clientSecret);
    return server.tokenAnswer(client);
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'This client secret was replaced by a newer one and no longer works. Use the newer secret.',
  detail: /^It ended at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.$/,
  evidence: /replaced by a newer one at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) was presented\.$/,
});
