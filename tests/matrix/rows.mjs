// SPDX-License-Identifier: Apache-2.0
// A row for each route of the management API: how to ask for something that is there, and what the
// answer is when the caller may. good: the status, or those that there can be; at: the path, with
// objects made for this one request; body: what is sent. The functions get the world, the caller and
// the stage that is asked for.
import { KEY_ROWS } from './rows_keys.mjs';
import { PEOPLE_ROWS } from './rows_people.mjs';
import { fresh } from './world.mjs';

const client = (rest = '') => async (world) => `/api-clients/${(await world.client()).key}${rest}`;
const ofClient = { at: client() };

async function secretOfClient(world) {
  const { key, secrets } = await world.client();
  return `/api-clients/${key}/secrets/${secrets[0].id}`;
}

export const ROWS = {
  'GET /openapi.json': { good: 200 },
  'GET /api-clients': { good: 200 },
  'POST /api-clients': { good: 201, body: () => ({ name: fresh('made') }) },
  'POST /api-clients/import': {
    good: 201,
    body: () => ({ name: 'Imported', clientId: fresh('imported'), clientSecret: 'kX9-vQ2_mZ7.pL4~wR8-tY3_bN6.hJ1~' }),
  },
  'POST /api-clients/self/secrets': { good: 201, body: (world, caller) => ({ currentSecret: caller.clientSecret }) },
  'GET /api-clients/{key}': { good: 200, ...ofClient },
  'PATCH /api-clients/{key}': { good: 200, ...ofClient, body: () => ({ description: 'Changed' }) },
  'DELETE /api-clients/{key}': { good: 204, ...ofClient },
  'POST /api-clients/{key}/duplicate': { good: 201, at: client('/duplicate') },
  'POST /api-clients/{key}/suspend': { good: 200, at: client('/suspend') },
  'POST /api-clients/{key}/resume': { good: 200, at: client('/resume') },
  'GET /api-clients/{key}/permissions': { good: 200, at: client('/permissions') },
  'PUT /api-clients/{key}/permissions': { good: 200, at: client('/permissions'), body: () => ({ permissions: [] }) },
  'GET /api-clients/{key}/secrets': { good: 200, at: client('/secrets') },
  'GET /api-clients/{key}/secret-uses': { good: 200, at: client('/secret-uses') },
  'POST /api-clients/{key}/secrets': { good: 201, at: client('/secrets') },
  'DELETE /api-clients/{key}/secrets/{id}': { good: 204, at: secretOfClient },
  'GET /rejections': { good: 200 },
  'POST /rejections/dry-run': { good: 200, body: () => ({ method: 'GET', path: '/nowhere' }) },
  'GET /rejections/{id}': { good: 200, at: async (world) => `/rejections/${await world.rejection()}` },
  ...PEOPLE_ROWS,
  ...KEY_ROWS,
};
