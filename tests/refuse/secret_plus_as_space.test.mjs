// SPDX-License-Identifier: Apache-2.0
// secret_plus_as_space: RFC 6749 appendix B.
import { oauthRefusal } from '../lib/refusal.mjs';

const secret = 'Zk3+vT9mQ2xW7rL5pN8cJ4hB6dF+sA1gY0u';

oauthRefusal('secret_plus_as_space', {
  ask: async (server) => {
    await server.api('POST', '/api-clients/import', { json: { name: 'From elsewhere', clientId: 'elsewhere', clientSecret: secret } });
    server.secrets.add(secret);
    return server.form(server.tokenUrl, `grant_type=client_credentials&client_id=elsewhere&client_secret=${secret}`);
  },
  status: 401,
  error: 'invalid_client',
  proven: true,
  description: 'A + in the client secret arrived as a space. Encode it before sending it, for instance with curl --data-urlencode.',
  evidence: /was presented, with spaces where it has a \+\.$/,
});
