// SPDX-License-Identifier: Apache-2.0
// parameter_malformed: RFC 6749 §5.2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('parameter_malformed', {
  ask: (server) => server.tokenAnswer(undefined, { client_id: 'x' }),
  status: 400,
  error: 'invalid_request',
  description: 'A parameter has a value that cannot be read.',
});
