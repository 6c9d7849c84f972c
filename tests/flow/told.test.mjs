// SPDX-License-Identifier: Apache-2.0
// Proof before explanation: whoever presents a genuine secret in disguise, or a dead one, is told what is
// wrong; when several things are, the first of the table is the cause and the others stand in `also`.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DAY } from '../lib/clock.mjs';
import { basic, rawBasic } from '../lib/http.mjs';
import { startServer, waitFor } from '../lib/server.mjs';

const SPECIAL = 'Zk3+vT9/mQ2%xW7rL5=pN8cJ4hB6dF+sA1gY0u';
const grant = { grant_type: 'client_credentials' };
const overEncoded = (secret) => secret.replaceAll('_', '%5F');
const start = (t, options) => startServer(t, { args: ['--api-limit', '0', '--failure-limit', '0'], ...options });

// What was told: {cause, also, proven, evidence} as the administrator reads it, and the caller's text.
async function judge(server, answer, status = 401) {
  assert.equal(answer.status, status, answer.text);
  const seen = await server.api('GET', `/rejections/${answer.json.rejection_id}`);
  assert.equal(seen.status, 200, seen.text);
  const { cause, also, proven, evidence } = seen.json;
  for (const secret of server.secrets) assert.equal(seen.text.includes(secret) || answer.text.includes(secret), false);
  return { cause, also, proven, evidence, text: answer.json.error_description };
}

async function assertCauses(server, answer, [cause, ...also], words = []) {
  const told = await judge(server, answer);
  assert.deepEqual({ cause: told.cause, also: told.also, proven: told.proven }, { cause, also, proven: true }, told.text);
  for (const word of words) assert.ok(told.text.includes(word), `${word} stands in: ${told.text}`);
  return told;
}

const post = (server, client_id, client_secret, url = server.tokenUrl) => server.form(url, { ...grant, client_id, client_secret });
const send = (server, Authorization, url = server.tokenUrl) => server.form(url, grant, { headers: { Authorization } });
const otherRealm = async (server) => (await server.metadataOf('development.localhost')).token_endpoint;

async function importClient(server, clientId = 'elsewhere', clientSecret = SPECIAL) {
  server.secrets.add(clientSecret);
  const answer = await server.api('POST', '/api-clients/import', { json: { name: 'From elsewhere', clientId, clientSecret } });
  assert.equal(answer.status, 201, answer.text);
  return answer.json;
}

test('of several causes the first is told and the others stand beside it', async (t) => {
  const server = await start(t);
  const basicOnly = { authMethods: ['client_secret_basic'] };
  const { clientId: id, clientSecret: secret, key } = await server.createClient(basicOnly);
  const any = await server.createClient();
  const elsewhere = await otherRealm(server);
  await assertCauses(server, await post(server, id, secret), ['auth_method_mismatch'], ['Use client_secret_basic.']);
  await assertCauses(server, await post(server, id, overEncoded(secret)), ['auth_method_mismatch', 'secret_percent_encoded'], ['Use client_secret_basic.', 'percent-encoded']);
  await assertCauses(server, await post(server, id, secret, elsewhere), ['auth_method_mismatch', 'wrong_realm'], ['/identity/.well-known/openid-configuration']);
  await assertCauses(server, await post(server, any.clientId, `${overEncoded(any.clientSecret)}%0A`), ['secret_percent_encoded', 'secret_whitespace'], ['after character 53']);
  await assertCauses(server, await post(server, `${any.clientSecret}\n`, any.clientId), ['secret_whitespace', 'credentials_swapped'], ['after character 53', 'exchanged']);
  await assertCauses(server, await post(server, any.clientSecret, any.clientId, elsewhere), ['credentials_swapped', 'wrong_realm']);
  await assertCauses(server, await post(server, randomUUID(), ` ${any.clientSecret}`), ['secret_whitespace', 'secret_of_other_client']);
  for (const disguised of [`${any.clientId}\n`, `"${any.clientId}"`, any.clientId.toUpperCase()]) {
    const told = await assertCauses(server, await post(server, disguised, any.clientSecret), ['secret_of_other_client'], ['The client_id nearly fits']);
    assert.match(told.evidence, /but for white space, quotes or capitals/);
  }
  await server.api('POST', `/api-clients/${key}/suspend`);
  await assertCauses(server, await post(server, id, secret), ['client_suspended', 'auth_method_mismatch']);
  await assertCauses(server, await post(server, id, overEncoded(secret), elsewhere), ['client_suspended', 'auth_method_mismatch', 'secret_percent_encoded', 'wrong_realm']);
  await assertCauses(server, await send(server, basic(id, secret)), ['client_suspended']);
});

test('a dead secret is told its own end, whatever else holds', async (t) => {
  const server = await start(t);
  const client = await server.createClient({ authMethods: ['client_secret_basic'] });
  await server.api('DELETE', `/api-clients/${client.key}/secrets/${client.secrets[0].id}?reason=retired`);
  await server.api('POST', `/api-clients/${client.key}/suspend`);
  const { clientId: id, clientSecret: secret } = client;
  const plain = await assertCauses(server, await post(server, id, secret), ['secret_revoked']);
  const disguised = await assertCauses(server, await post(server, id, `"${secret}"`), ['secret_revoked', 'secret_whitespace']);
  const moved = await assertCauses(server, await post(server, id, secret, await otherRealm(server)), ['secret_revoked', 'wrong_realm']);
  assert.deepEqual([disguised.text, moved.text], [plain.text, plain.text], 'nothing about the client');
  await server.api('DELETE', `/api-clients/${client.key}`);
  await assertCauses(server, await post(server, id, secret), ['client_deleted', 'secret_revoked']);
  const proved = await judge(server, await post(server, randomUUID(), secret));
  assert.deepEqual([proved.cause, proved.also, proved.proven], ['client_unknown', [], false], 'a dead secret proves nothing about others');
});

test('a deleted client is told of for ninety days', async (t) => {
  const server = await start(t);
  const expiresOn = new Date(Date.now() + 700 * DAY * 1000).toISOString().slice(0, 10);
  const admin = await server.createClient({ permissions: ['*'], secret: { expiresOn } });
  Object.assign(server.bootstrap, { client_id: admin.clientId, client_secret: admin.clientSecret });
  const client = await server.createClient({ secret: { expiresOn } });
  assert.equal((await server.api('DELETE', `/api-clients/${client.key}`)).status, 204);
  await server.restartWithClock(89 * DAY);
  await assertCauses(server, await server.tokenAnswer(client), ['client_deleted'], ['It was deleted at 20']);
  await server.restartWithClock(91 * DAY);
  assert.equal((await judge(server, await server.tokenAnswer(client))).cause, 'secret_wrong');
});

test('an imported secret is seen through with its own id, and with no other', async (t) => {
  const server = await start(t);
  await importClient(server);
  const stranger = await server.createClient();
  const whole = await post(server, 'elsewhere', SPECIAL);
  assert.equal(whole.json.error, 'unauthorized_client', 'it authenticates and has no permissions');
  const raw = (text) => server.form(server.tokenUrl, `grant_type=client_credentials&client_id=elsewhere&client_secret=${text}`);
  await assertCauses(server, await raw(encodeURIComponent(SPECIAL).replaceAll('%2B', '+')), ['secret_plus_as_space'], ['--data-urlencode']);
  await assertCauses(server, await post(server, 'elsewhere', encodeURIComponent(SPECIAL)), ['secret_percent_encoded'], ['decoding once']);
  await assertCauses(server, await post(server, 'elsewhere', encodeURIComponent(encodeURIComponent(SPECIAL))), ['secret_percent_encoded'], ['decoding twice']);
  await assertCauses(server, await post(server, 'elsewhere', encodeURIComponent(SPECIAL).replaceAll('%2B', ' ')), ['secret_percent_encoded', 'secret_plus_as_space']);
  await assertCauses(server, await post(server, 'elsewhere', `${SPECIAL.replaceAll('+', ' ')}\r\n`), ['secret_plus_as_space', 'secret_whitespace']);
  await assertCauses(server, await post(server, SPECIAL, 'elsewhere'), ['credentials_swapped']);
  await assertCauses(server, await post(server, 'elsewhere', SPECIAL, await otherRealm(server)), ['wrong_realm']);
  for (const id of [stranger.clientId, 'nobody']) {
    for (const secret of [SPECIAL, encodeURIComponent(SPECIAL), `${SPECIAL}\n`]) {
      const told = await judge(server, await post(server, id, secret));
      assert.deepEqual([told.proven, told.also, told.text], [false, [], 'Client authentication failed.'], `${id} ${secret}`);
    }
  }
});

test('Basic is seen through in both of its readings', async (t) => {
  const server = await start(t);
  await importClient(server);
  const { clientId: id, clientSecret: secret } = await server.createClient();
  await assertCauses(server, await send(server, rawBasic(`${id}:${secret}\n`)), ['secret_whitespace'], ['U+000A']);
  await assertCauses(server, await send(server, rawBasic(`${id}:${overEncoded(overEncoded(secret).replaceAll('%', '%25'))}`)), ['secret_percent_encoded']);
  await assertCauses(server, await send(server, rawBasic(`${secret}:${id}`)), ['credentials_swapped']);
  await assertCauses(server, await send(server, basic(id, `\u200b${secret}`)), ['secret_whitespace'], ['U+200B', 'before the first character']);
  assert.equal((await send(server, rawBasic(`elsewhere:${SPECIAL}`))).json.error, 'unauthorized_client', 'raw');
  assert.equal((await send(server, basic('elsewhere', SPECIAL))).json.error, 'unauthorized_client', 'form-encoded');
  await assertCauses(server, await send(server, basic('elsewhere', encodeURIComponent(SPECIAL))), ['secret_percent_encoded']);
});

test('introspection and revocation tell the same', async (t) => {
  const server = await start(t);
  const { clientId: id, clientSecret: secret } = await server.createClient();
  const { introspection_endpoint, revocation_endpoint } = await server.metadata();
  for (const url of [introspection_endpoint, revocation_endpoint]) {
    const ask = (client_secret) => server.form(url, { token: 'x', client_id: id, client_secret });
    const told = await assertCauses(server, await ask(`${secret} `), ['secret_whitespace'], ['a space (U+0020) after character 53']);
    assert.match(told.evidence, new RegExp(`^The secret ending in ${secret.slice(-4)} \\(valid until `));
    assert.equal((await ask('none-of-this-house')).json.error_description, 'Client authentication failed.');
  }
});

test('a secret that was compromised is told nothing, and raises one event', async (t) => {
  const server = await start(t);
  const client = await server.createClient();
  await server.api('DELETE', `/api-clients/${client.key}/secrets/${client.secrets[0].id}?reason=compromised`);
  const refused = [];
  const bytes = (answer) => JSON.stringify([answer.status, answer.text, answer.rawHeaders])
    .replaceAll(answer.json.rejection_id, 'ID').replace(/\w{3}, [^"]* GMT/, 'DATE');
  const unknown = bytes(await post(server, randomUUID(), 'none-of-this-house'));
  for (const [id, secret] of [[client.clientId, client.clientSecret], [client.clientId, `${client.clientSecret}\n`], [randomUUID(), client.clientSecret]]) {
    for (let i = 0; i < 3; i++) refused.push(await post(server, id, secret));
  }
  for (const answer of refused) {
    assert.equal(bytes(answer), unknown);
    const told = await judge(server, answer);
    assert.deepEqual([told.cause, told.proven], ['secret_compromised', false]);
    assert.match(told.evidence, /revoked as compromised at /);
  }
  const events = () => server.api('GET', '/events?action=api_client.secret.compromised_use').then((a) => a.json.results);
  const [event, ...more] = await waitFor('the event', async () => (await events()).length && events());
  assert.equal(more.length, 0, 'one for all of them');
  assert.equal(event.object, client.key);
  const { secret, hint, address, count } = event.after;
  assert.deepEqual({ secret, hint, address }, { secret: client.secrets[0].id, hint: client.clientSecret.slice(-4), address: '127.0.0.1' });
  assert.ok(count >= 1 && count <= refused.length, String(count));
  assert.match(server.logs, /revoked as compromised/);
});

test('told answers meet no limit; unproven ones do, whoever is named', async (t) => {
  const server = await start(t, { args: ['--api-limit', '0', '--failure-limit', '3'] });
  const client = await server.createClient({ permissions: [{ permission: 'member.view' }] });
  for (let i = 0; i < 8; i++) await assertCauses(server, await post(server, client.clientId, `${client.clientSecret}\n`), ['secret_whitespace']);
  const seen = new Set();
  for (const id of [client.clientId, randomUUID(), 'nobody']) {
    for (let i = 0; i < 3; i++) assert.equal((await post(server, id, 'none-of-this-house')).status, 401, `${id} ${i}`);
    const answer = await post(server, id, 'none-of-this-house');
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    seen.add(answer.text.replace(answer.json.rejection_id, 'ID'));
  }
  assert.equal(seen.size, 1, [...seen].join('\n'));
  await assertCauses(server, await post(server, client.clientId, `${client.clientSecret}\n`), ['secret_whitespace']);
  assert.equal((await server.tokenAnswer(client)).status, 200, 'a right secret is never refused');
});

test('the story of the forum: the platform’s secret, the application’s endpoint, encoded by hand', async (t) => {
  const server = await start(t);
  await importClient(server);
  const { clientId, clientSecret } = await server.createClient();
  const endpoint = await otherRealm(server);
  for (const [id, secret] of [[clientId, overEncoded(clientSecret)], ['elsewhere', encodeURIComponent(SPECIAL)]]) {
    const told = await assertCauses(server, await post(server, id, secret, endpoint), ['secret_percent_encoded', 'wrong_realm'], ['percent-encoded', 'another realm']);
    const [address] = /http:\/\/\S+$/.exec(told.text);
    const { token_endpoint } = (await server.ask(address)).json;
    const right = await post(server, id, id === clientId ? clientSecret : SPECIAL, token_endpoint);
    assert.equal(right.json.error, 'unauthorized_client', 'authenticated: only permissions are missing');
  }
});

test('what was damaged is told to everybody; what was proven is not called damaged', async (t) => {
  const server = await start(t);
  const { clientId: id, clientSecret: secret } = await server.createClient();
  const cases = [[secret.slice(0, -1), 'secret_truncated'], [`${secret}0`, 'secret_checksum'], [`${secret.slice(0, 9)}${secret.slice(10)}\n`, 'secret_checksum']];
  for (const [damaged, cause] of cases) {
    const told = await judge(server, await post(server, id, damaged));
    assert.deepEqual([told.cause, told.proven, told.also], [cause, false, []]);
    assert.equal((await judge(server, await post(server, 'nobody', damaged))).text, told.text);
  }
  await assertCauses(server, await post(server, id, `${secret}\n`), ['secret_whitespace']);
  assert.equal((await judge(server, await post(server, id, overEncoded(secret.slice(0, -1))))).cause, 'secret_wrong', 'from the bytes as they came');
});

test('a token with a genuine signature is told what is wrong, an expired one that alone', async (t) => {
  const server = await start(t);
  const permissions = [{ permission: 'member.view' }, { permission: 'end_user.view', stages: ['test'] }];
  const client = await server.createClient({ permissions });
  const token = await server.token(client);
  const ask = async (where) => (await server.api('GET', where, { token })).json;
  const { code, permission, stage, rejection_id: id } = await ask('/stages/development/users');
  assert.deepEqual({ code, permission, stage }, { code: 'insufficient_scope', permission: 'end_user.view', stage: 'development' });
  const { cause, clientId, proven } = (await server.api('GET', `/rejections/${id}`)).json;
  assert.deepEqual({ cause, clientId, proven }, { cause: 'insufficient_scope', clientId: client.clientId, proven: true });
  await server.api('POST', `/api-clients/${client.key}/suspend`);
  assert.equal((await ask('/users')).code, 'client_suspended');
  await server.restartWithClock(DAY);
  const late = await ask('/users');
  assert.deepEqual([late.code, late.detail], ['token_expired', 'The access token has expired. Ask the token endpoint for a new one.']);
  const forged = token.replace(/.{20}$/, 'A'.repeat(20));
  const nothing = await server.api('GET', '/users', { token: forged });
  assert.equal(nothing.json.code, 'token_malformed');
});
