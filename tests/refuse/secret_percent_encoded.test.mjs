// SPDX-License-Identifier: Apache-2.0
// secret_percent_encoded: RFC 6749 §2.3.1.
import { oauthRefusal } from '../lib/refusal.mjs';

const encode = (secret) => secret.replaceAll('_', '%5F');
const twice = (secret) => encodeURIComponent(encode(secret));

for (const [disguise, word] of [[encode, 'once'], [twice, 'twice']]) {
  oauthRefusal('secret_percent_encoded', {
    ask: (server) => {
      const { client_id, client_secret } = server.credentials;
      return server.tokenAnswer({ client_id, client_secret: disguise(client_secret) });
    },
    status: 401,
    error: 'invalid_client',
    proven: true,
    description: 'The client secret is percent-encoded once too often. Send it as it was shown, encoded once at most.',
    detail: new RegExp(`^It fits after decoding ${word}\\.$`),
    evidence: new RegExp(`was presented, percent-encoded ${word}\\.$`),
  });
}
