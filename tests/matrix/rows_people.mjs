// SPDX-License-Identifier: Apache-2.0
// The rows of people, roles, groups, stages, realms and APIs.
import { fresh } from './world.mjs';

const email = () => ({ email: `${fresh('made')}@example.org` });
const named = () => ({ name: fresh('made') });
const described = () => ({ description: 'Changed' });
const bulk = () => ({ users: [email(), email()] });

// An object made under the collection that list() names, and what stands behind its key.
const under = (list, value, rest = '') => async (world, caller, stage) => {
  const where = list(stage);
  return `${where}/${(await world.made(where, value())).key}${rest}`;
};
const org = (name) => () => `/${name}`;
const ofStage = (name) => (stage) => `/stages/${stage}/${name}`;

// Two objects joined: /users/{key}/application-roles/{roleKey}
const joined = (list, value, other, otherValue, word) => async (world, caller, stage) => {
  const first = (await world.made(list(stage), value())).key;
  const second = (await world.made(other(stage), otherValue())).key;
  return `${list(stage)}/${first}/${word}/${second}`;
};

// A collection with its objects: list, create, find, change, delete.
function collection(pattern, list, value, change = described) {
  const at = under(list, value);
  const all = { at: (world, caller, stage) => list(stage) };
  return {
    [`GET ${pattern}`]: { good: 200, ...all },
    [`POST ${pattern}`]: { good: 201, ...all, body: value },
    [`GET ${pattern}/{key}`]: { good: 200, at },
    [`PATCH ${pattern}/{key}`]: { good: 200, at, body: change },
    [`DELETE ${pattern}/{key}`]: { good: 204, at },
  };
}

// What is joined to the objects of a collection: list, join, part.
function joins(pattern, list, value, [word, place], other, otherValue) {
  const at = joined(list, value, other, otherValue, word);
  return {
    [`GET ${pattern}/{key}/${word}`]: { good: 200, at: under(list, value, `/${word}`) },
    [`POST ${pattern}/{key}/${word}/{${place}}`]: { good: 204, at },
    [`DELETE ${pattern}/{key}/${word}/{${place}}`]: { good: 204, at },
  };
}

function people(pattern, list, groups) {
  return {
    ...collection(pattern, list, email, () => ({ name: 'Changed' })),
    [`POST ${pattern}/bulk`]: { good: 201, at: (world, caller, stage) => `${list(stage)}/bulk`, body: bulk },
    ...joins(pattern, list, email, ['application-roles', 'roleKey'], org('application-roles'), named),
    [`GET ${pattern}/{key}/groups`]: { good: 200, at: under(list, email, '/groups') },
    ...collection(pattern.replace('users', 'groups'), groups, named),
    ...joins(pattern.replace('users', 'groups'), groups, named, ['members', 'userKey'], list, email),
  };
}

const newStage = () => ({ slug: fresh('stage'), label: 'Made' });
const newApi = () => ({ audience: `https://${fresh('made')}.example.org/`, name: 'Made' });
// The realm of the stage that the caller may see, or of any.
async function realm(world, caller) {
  const slug = caller.held[0].includes(':') ? caller.held[0].split(':')[0] : 'test';
  return `/realms/${(await world.admin('GET', `/stages/${slug}`)).json.realm}`;
}

export const PEOPLE_ROWS = {
  ...people('/users', org('users'), org('groups')),
  ...people('/stages/{slug}/users', ofStage('users'), ofStage('groups')),
  ...joins('/users', org('users'), email, ['organization-roles', 'roleKey'], org('organization-roles'), named),
  ...collection('/application-roles', org('application-roles'), named),
  ...collection('/organization-roles', org('organization-roles'), named),
  'GET /stages': { good: 200 },
  'POST /stages': { good: 201, body: newStage },
  'GET /stages/{slug}': { good: 200, at: (world, caller, stage) => `/stages/${stage}` },
  'PATCH /stages/{slug}': { good: 200, at: (world, caller, stage) => `/stages/${stage}`, body: () => ({ label: 'Changed' }) },
  'POST /stages/{slug}/archive': { good: 200, at: async (world) => `/stages/${(await world.made('/stages', newStage())).slug}/archive` },
  'POST /stages/{slug}/restore': { good: 200, at: async (world) => `/stages/${(await world.made('/stages', newStage())).slug}/restore` },
  'GET /realms': { good: 200 },
  'GET /realms/{key}': { good: 200, at: realm },
  'PATCH /realms/{key}': { good: 200, at: realm, body: () => ({ alg: 'ES256' }) },
  'GET /permissions': { good: 200 },
  ...collection('/apis', org('apis'), newApi, () => ({ name: 'Changed' })),
};
