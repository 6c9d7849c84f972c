// SPDX-License-Identifier: Apache-2.0
// resource_unknown: RFC 8707 §2.
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('resource_unknown', {
  ask: ['https://other.example/api', 'not a uri', 'https://x.example/#part'].map(
    (resource) => (server) => server.tokenAnswer(undefined, { resource }),
  ),
  status: 400,
  error: 'invalid_target',
  description: 'The resource is not the audience of an API of this organization. Leave it out for the identity API.',
  proven: true,
});
