// SPDX-License-Identifier: Apache-2.0
// The rows of signing keys and audit events.
async function key(world) {
  const { results } = (await world.admin('GET', `/signing-keys?realm=${world.server.platform}`)).json;
  return `/signing-keys/${results[0].kid}`;
}

const schedule = { at: (world) => `/signing-keys/schedules/${world.server.platform}` };

export const KEY_ROWS = {
  'GET /events': { good: 200 },
  'GET /events/checkpoints': { good: 200 },
  'GET /events/checkpoint-keys': { good: 200 },
  'GET /signing-keys': { good: 200 },
  'GET /signing-keys/{kid}': { good: 200, at: key },
  // Nobody's cache can break where nothing was published before; the second is too early.
  'POST /signing-keys/rotate': { good: [200, 409], body: (world) => ({ realm: world.server.platform }) },
  'GET /signing-keys/schedules/{realm}': { good: 200, ...schedule },
  'PUT /signing-keys/schedules/{realm}': { good: 200, ...schedule, body: () => ({ rotationDays: 90 }) },
};
