// SPDX-License-Identifier: Apache-2.0
// secret_compromised: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('secret_compromised', {
  ask: ['its own', 'of nobody', 'nobody has this id, whoever names it'].map((id) => async (server) => {
    const client = await server.createClient();
    await server.api('DELETE', `/api-clients/${client.key}/secrets/${client.secrets[0].id}?reason=compromised`);
    return server.tokenAnswer({ ...client, clientId: id === 'its own' ? client.clientId : id });
  }),
  status: 401,
  error: 'invalid_client',
  uniform: true,
  description: 'Client authentication failed.',
  evidence: /revoked as compromised at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\) was presented\. It belongs to the API client with key [0-9a-f-]{36}\.$/,
});
