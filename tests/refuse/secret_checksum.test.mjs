// SPDX-License-Identifier: Apache-2.0
// secret_checksum: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

const otherEnd = (secret) => secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');

oauthRefusal('secret_checksum', {
  ask: [
    (server) => server.tokenAnswer({ ...server.credentials, client_secret: otherEnd(server.credentials.client_secret) }),
    (server) => server.tokenAnswer({ ...server.credentials, client_secret: `${server.credentials.client_secret}0` }),
    (server) => server.tokenAnswer({ client_id: 'nobody', client_secret: `jtn_${'-'.repeat(49)}` }),
  ],
  status: 401,
  error: 'invalid_client',
  description: 'The client secret is damaged: its checksum does not fit. Copy the whole secret again and send it unchanged.',
});
