// SPDX-License-Identifier: Apache-2.0
// object_unknown: RFC 9110 §15.5.5.
import { randomUUID } from 'node:crypto';
import { apiRefusal } from '../lib/refusal.mjs';

apiRefusal('object_unknown', {
  ask: (server) => server.api('GET', `/users/${randomUUID()}`),
  dry: 'store',
  status: 404,
  code: 'object_unknown',
  description: 'There is no such object.',
});
