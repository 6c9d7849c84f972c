// SPDX-License-Identifier: Apache-2.0
// What the manual says of permissions, written apart from the server: which permission a route of the
// management API needs, and what a caller is answered. Nothing here looks at the server's tables.

export const STAGES = ['development', 'test', 'production'];

export const ORGANIZATION_WIDE = [
  'member.view', 'member.manage', 'user.manage', 'organization_role.manage', 'application_role.manage', 'api_client.view',
  'api_client.manage', 'api_client.rotate_self', 'stage.manage', 'event.view', 'signing_key.manage', 'token.introspect',
];
export const PER_STAGE = ['stage.view', 'end_user.view', 'end_user.manage', 'end_user_group.manage'];

// Every grant that there is, as it stands in a scope: "member.view" or "test:end_user.view".
export const GRANTS = [...ORGANIZATION_WIDE, ...PER_STAGE.flatMap((name) => STAGES.map((stage) => `${stage}:${name}`))];

export function asPermission(grant) {
  const [stage, permission] = grant.includes(':') ? grant.split(':') : [undefined, grant];
  return stage ? { permission, stages: [stage] } : { permission };
}

const viewOr = (view, manage) => (reads) => (reads ? view : manage);
const always = (permission) => () => permission;

// The first that fits is the rule.
const RULES = [
  [/^\/openapi\.json$/, always(undefined)],
  [/^\/users\/\{\w+\}\/organization-roles/, viewOr('member.view', 'member.manage')],
  [/^\/organization-roles\/\{\w+\}\/members/, viewOr('member.view', 'member.manage')],
  [/^\/users/, viewOr('member.view', 'user.manage')],
  [/^\/organization-roles/, viewOr('member.view', 'organization_role.manage')],
  [/^\/groups/, viewOr('member.view', 'user.manage')],
  [/^\/application-roles/, always('application_role.manage')],
  [/^\/stages\/\{\w+\}\/users/, viewOr('end_user.view', 'end_user.manage')],
  [/^\/stages\/\{\w+\}\/application-roles/, viewOr('end_user.view', 'end_user.manage')],
  [/^\/stages\/\{\w+\}\/groups/, always('end_user_group.manage')],
  [/^\/(stages|realms)/, viewOr('stage.view', 'stage.manage')],
  [/^\/api-clients\/self\/secrets$/, always('api_client.rotate_self')],
  [/^\/(api-clients|apis|permissions|rejections)/, viewOr('api_client.view', 'api_client.manage')],
  [/^\/events/, always('event.view')],
  [/^\/signing-keys/, always('signing_key.manage')],
];

// "GET /users" -> "member.view"; undefined: nobody needs one.
export function permissionOf(route) {
  const [method, path] = route.split(' ');
  const rule = RULES.find(([pattern]) => pattern.test(path));
  if (!rule) throw new Error(`the manual says nothing of ${route}`);
  return rule[1](method === 'GET');
}

export const isAtStage = (route) => /^\S+ \/stages\/\{\w+\}/.test(route);

// The states of a caller, and what each is refused with before anybody asks for permissions.
export const STATES = {
  available: undefined,
  'secret expired': undefined, // access tokens live out their hours
  'permission taken': undefined,
  'permission granted since': undefined,
  suspended: 'client_suspended',
  deleted: 'client_deleted',
  'token revoked': 'token_revoked',
  'secret compromised': 'token_revoked',
};

// At once gone is what was taken; not yet there is what the token does not name.
function has(caller, permission, stage) {
  const wanted = stage ? `${stage}:${permission}` : permission;
  return caller.token.includes(wanted) && caller.held.includes(wanted);
}

// Without a place for the stage, one stage is enough: the answer shows what the caller may see.
function may(caller, permission, stage) {
  if (!PER_STAGE.includes(permission)) return has(caller, permission);
  return stage ? has(caller, permission, stage) : STAGES.some((one) => has(caller, permission, one));
}

// caller: {state, token: grants, held: grants}. {} when the request is served.
export function expected(route, stage, caller) {
  const permission = permissionOf(route);
  if (permission === undefined) return {};
  if (STATES[caller.state]) return { status: 401, code: STATES[caller.state] };
  const missingAt = PER_STAGE.includes(permission) ? stage : undefined;
  const allowed = may(caller, permission, stage);
  if (allowed && permission === 'api_client.rotate_self' && caller.state === 'secret expired') {
    return { status: 403, code: 'current_secret_invalid' }; // it has no live secret to renew
  }
  return allowed ? {} : { status: 403, code: 'insufficient_scope', permission, stage: missingAt };
}
