// SPDX-License-Identifier: Apache-2.0
// scope_malformed: RFC 6749 §3.3.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('scope_malformed', {
  ask: ['user.manage  user.view', ' user.manage', 'user.manage ', 'a"b', 'a\\\\b', 'ä'].map(
    (scope) => (server) => server.tokenAnswer(undefined, { scope }),
  ),
  status: 400,
  error: 'invalid_scope',
  description: 'The scope is malformed: it must be names separated by single spaces, such as user.manage or development:end_user.view.',
  proven: true,
});
