// SPDX-License-Identifier: Apache-2.0
// grant_unsupported: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('grant_unsupported', {
  ask: ['password', 'authorization_code', 'CLIENT_CREDENTIALS'].map(
    (grant_type) => (server) => server.tokenAnswer(undefined, { grant_type }),
  ),
  status: 400,
  error: 'unsupported_grant_type',
  description: 'This grant_type is not supported. Use grant_type=client_credentials.',
});
