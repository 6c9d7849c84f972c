// SPDX-License-Identifier: Apache-2.0
// Stages and realms: made while the server runs, with issuer, keys and hosts of their own; seen by
// those who may; relabelled, moved, archived.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { startServer } from '../lib/server.mjs';

const slugs = (answer) => answer.json.results.map((one) => one.slug);
const scopeOf = async (server, client) => (await server.tokenAnswer(client)).json.scope.split(' ');

test('the first stages and their realms', async (t) => {
  const server = await startServer(t);
  const stages = await server.api('GET', '/stages');
  assert.deepEqual(slugs(stages), ['development', 'test', 'production']);
  assert.deepEqual(Object.keys(stages.json.results[0]), ['slug', 'label', 'position', 'realm', 'createdAt', 'archivedAt']);
  const realms = (await server.api('GET', '/realms')).json.results;
  assert.deepEqual(realms.map((one) => [one.kind, one.stage]), [['platform', null], ['application', 'development'], ['application', 'test'], ['application', 'production']]);
  const [platform, development] = realms;
  assert.equal(platform.issuer, server.bootstrap.issuer);
  assert.equal(platform.discovery.byHost, server.discoveryUrl);
  assert.equal(development.key, stages.json.results[0].realm);
  assert.deepEqual([development.publicUrl, development.hosts, development.alg, development.discovery.byHost], [server.base, ['development.localhost'], 'ES256', null]);
  for (const realm of realms) {
    for (const url of Object.values(realm.discovery).filter(Boolean)) {
      assert.equal((await server.ask(url)).json.issuer, realm.issuer, url);
    }
    assert.deepEqual((await server.api('GET', `/realms/${realm.key}`)).json, realm);
  }
  assert.equal((await server.api('GET', `/realms/${randomUUID()}`)).status, 404);
});

test('a new stage works at once: realm, issuer, keys, host, scope of *', async (t) => {
  const server = await startServer(t);
  const every = await server.createClient({ permissions: [{ permission: 'end_user.view', stages: ['*'] }] });
  const some = await server.createClient({ permissions: [{ permission: 'end_user.view', stages: ['test'] }] });
  const made = await server.api('POST', '/stages', { json: { slug: 'qa', label: 'Quality' } });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.json.slug, made.json.label, made.json.position, made.json.archivedAt], ['qa', 'Quality', 4, null]);
  assert.deepEqual(slugs(await server.api('GET', '/stages')), ['development', 'test', 'production', 'qa'], 'by whoever made it too');
  assert.deepEqual((await server.api('GET', '/stages/qa')).json, made.json);
  const realm = (await server.api('GET', `/realms/${made.json.realm}`)).json;
  assert.deepEqual([realm.kind, realm.stage, realm.hosts], ['application', 'qa', ['qa.localhost']]);
  const metadata = await server.metadataOf('qa.localhost');
  assert.equal(metadata.issuer, realm.issuer);
  const { keys } = (await server.ask(metadata.jwks_uri)).json;
  assert.deepEqual(keys.map((one) => one.alg), ['ES256']);
  assert.ok((await scopeOf(server)).includes('qa:end_user.manage'));
  assert.ok((await scopeOf(server, every)).includes('qa:end_user.view'));
  assert.deepEqual(await scopeOf(server, some), ['test:end_user.view']);
  server.adminToken = undefined;
  assert.equal((await server.api('POST', '/stages/qa/users', { json: { email: 'a@example.org' } })).status, 201);
  await server.restart();
  assert.equal((await server.metadataOf('qa.localhost')).issuer, realm.issuer);
  assert.deepEqual((await server.ask(metadata.jwks_uri)).json.keys, keys);
});

test('a stage with hosts, public URL and algorithm of its own', async (t) => {
  const server = await startServer(t);
  const json = { slug: 'eu', publicUrl: 'https://Login.Example.org:443/', hosts: ['login.example.org', 'EU.localhost'], alg: 'RS256' };
  const made = await server.api('POST', '/stages', { json });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.json.label, 'eu');
  const realm = (await server.api('GET', `/realms/${made.json.realm}`)).json;
  assert.deepEqual([realm.publicUrl, realm.hosts, realm.alg], ['https://login.example.org', ['login.example.org', 'eu.localhost'], 'RS256']);
  assert.equal(realm.issuer, `https://login.example.org/auth/realms/${realm.key}`);
  assert.equal((await server.metadataOf('eu.localhost')).issuer, realm.issuer);
});

test('what is no stage is refused, and leaves nothing', async (t) => {
  const server = await startServer(t);
  const bad = [
    [{}, '/slug'], [{ slug: 'QA' }, '/slug'], [{ slug: 'a'.repeat(33) }, '/slug'], [{ slug: 'a:b' }, '/slug'], [{ slug: 'qa', label: '' }, '/label'],
    [{ slug: 'qa', hosts: 'x' }, '/hosts'], [{ slug: 'qa', hosts: ['a b'] }, '/hosts/0'], [{ slug: 'qa', hosts: ['a.org:80'] }, '/hosts/0'], [{ slug: 'qa', hosts: ['a.org', 'A.org'] }, '/hosts/1'],
    [{ slug: 'qa', hosts: Array.from({ length: 17 }, (_, i) => `h${i}.org`) }, '/hosts'], [{ slug: 'qa', publicUrl: 'http://example.org' }, '/publicUrl'],
    [{ slug: 'qa', publicUrl: 'https://example.org/path' }, '/publicUrl'], [{ slug: 'qa', publicUrl: 'https://example.org', hosts: ['other.org'] }, '/hosts'],
    [{ slug: 'qa', alg: 'HS256' }, '/alg'], [{ slug: 'qa', realm: randomUUID() }, '/realm'],
  ];
  for (const [json, pointer] of bad) {
    const answer = await server.api('POST', '/stages', { json });
    assert.deepEqual([answer.status, answer.json.errors?.[0].pointer], [400, pointer], JSON.stringify(json));
  }
  for (const json of [{ slug: 'test' }, { slug: 'qa', hosts: ['test.localhost'] }, { slug: 'qa', hosts: ['localhost'] }]) {
    assert.equal((await server.api('POST', '/stages', { json })).status, 409, JSON.stringify(json));
  }
  assert.equal((await server.api('GET', '/stages')).json.page.totalResults, 3);
  assert.equal((await server.api('GET', '/realms')).json.page.totalResults, 4);
});

test('relabelled and moved; the slug stays', async (t) => {
  const server = await startServer(t);
  const before = await server.api('GET', '/stages/production');
  const headers = { 'If-Match': before.headers.etag };
  const moved = await server.api('PATCH', '/stages/production', { headers, json: { label: 'Live', position: 0 } });
  assert.deepEqual([moved.status, moved.json.label, moved.json.slug], [200, 'Live', 'production']);
  assert.deepEqual(slugs(await server.api('GET', '/stages')), ['production', 'development', 'test']);
  assert.equal((await server.api('PATCH', '/stages/production', { headers, json: { label: 'x' } })).status, 412);
  for (const json of [{ slug: 'live' }, { label: null }, { label: '' }, { position: -1 }, { position: 1.5 }, { position: '1' }]) {
    assert.equal((await server.api('PATCH', '/stages/production', { json })).status, 400, JSON.stringify(json));
  }
  assert.equal((await server.api('PATCH', '/stages/moon', { json: { label: 'x' } })).status, 404);
  await server.restart();
  assert.deepEqual(slugs(await server.api('GET', '/stages?limit=1')), ['production']);
});

test('an archived stage gives no permissions any more, and its slug is taken for ever', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: [{ permission: 'end_user.view', stages: ['test', 'development'] }] });
  const old = await server.token(client);
  assert.equal((await server.api('GET', '/stages/test/users', { token: old })).status, 200);
  for (let i = 0; i < 2; i++) {
    const archived = await server.api('POST', '/stages/test/archive');
    assert.equal(archived.status, 200, archived.text);
    assert.ok(archived.json.archivedAt);
  }
  assert.deepEqual(await scopeOf(server, client), ['development:end_user.view']);
  assert.ok(!(await scopeOf(server)).some((one) => one.startsWith('test:')));
  for (const token of [old, server.adminToken]) {
    const answer = await server.api('GET', '/stages/test/users', { token });
    assert.deepEqual([answer.status, answer.json.stage, answer.json.permission], [403, 'test', 'end_user.view']);
    assert.match(answer.json.detail, /archived/);
  }
  const asked = await server.tokenAnswer(client, { scope: 'test:end_user.view' });
  assert.deepEqual([asked.status, asked.json.error], [400, 'invalid_scope']);
  assert.equal((await server.api('POST', '/stages', { json: { slug: 'test', hosts: [] } })).status, 409);
  assert.ok((await server.api('GET', '/stages/test')).json.archivedAt, 'whoever manages stages still sees it');
  await server.restart();
  assert.deepEqual(await scopeOf(server, client), ['development:end_user.view']);
});

test('a stage that is brought back gives again what is granted there', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient({ permissions: [{ permission: 'end_user.view', stages: ['test', 'development'] }] });
  const { etag } = (await server.api('POST', '/stages/test/archive')).headers;
  assert.deepEqual(await scopeOf(server, client), ['development:end_user.view']);
  const stale = await server.api('POST', '/stages/test/restore', { headers: { 'If-Match': '"1"' } });
  assert.deepEqual([stale.status, stale.json.code], [412, 'version_mismatch']);
  assert.deepEqual(await scopeOf(server, client), ['development:end_user.view']);
  const back = await server.api('POST', '/stages/test/restore', { headers: { 'If-Match': etag } });
  assert.deepEqual([back.status, back.json.archivedAt], [200, null]);
  assert.deepEqual((await scopeOf(server, client)).sort(), ['development:end_user.view', 'test:end_user.view']);
  assert.equal((await server.api('GET', '/stages/test/users', { token: await server.token(client) })).status, 200);
  assert.equal((await server.api('POST', '/stages/test/restore')).status, 200, 'one that is in use stays so');
  const events = (await server.api('GET', `/events?object=${back.json.realm}&order=desc&limit=2`)).json.results;
  assert.deepEqual(events.map((one) => one.action), ['stage.restore', 'stage.archive'], 'and leaves no event');
  for (const [path, options, status] of [['/stages/moon/restore', {}, 404], ['/stages/test/restore', { json: {} }, 400], ['/stages/test/restore?now=1', {}, 400]]) {
    assert.equal((await server.api('POST', path, options)).status, status, path);
  }
  await server.restart();
  assert.equal((await scopeOf(server, client)).length, 2);
});

test('everybody sees what they may, and no more', async (t) => {
  const server = await startServer(t);
  const token = await server.token(await server.createClient({ permissions: [{ permission: 'stage.view', stages: ['production', 'development'] }] }));
  const list = await server.api('GET', '/stages', { token });
  assert.deepEqual([slugs(list), list.json.page.totalResults], [['development', 'production'], 2]);
  assert.deepEqual(slugs(await server.api('GET', '/stages?offset=1', { token })), ['production']);
  const realms = (await server.api('GET', '/realms', { token })).json.results;
  assert.deepEqual(realms.map((one) => one.stage), [null, 'development', 'production']);
  assert.equal((await server.api('GET', '/stages/development', { token })).status, 200);
  const hidden = (await server.api('GET', '/stages/test')).json;
  for (const where of ['/stages/test', `/realms/${hidden.realm}`, '/stages/moon']) {
    const answer = await server.api('GET', where, { token });
    assert.deepEqual([answer.status, answer.json.permission], [403, 'stage.view'], where);
  }
  for (const [method, where, json] of [['POST', '/stages', { slug: 'x' }], ['PATCH', '/stages/development', {}], ['POST', '/stages/development/archive'], ['POST', '/stages/development/restore'], ['PATCH', `/realms/${hidden.realm}`, {}]]) {
    const answer = await server.api(method, where, { token, json });
    assert.deepEqual([answer.status, answer.json.permission], [403, 'stage.manage'], where);
  }
  const blind = await server.token(await server.createClient({ permissions: [{ permission: 'member.view' }] }));
  for (const where of ['/stages', '/realms']) {
    const answer = await server.api('GET', where, { token: blind });
    assert.deepEqual([answer.status, answer.json.permission], [403, 'stage.view']);
  }
});

test('a realm moves to another address', async (t) => {
  const server = await startServer(t);
  const { realm } = (await server.api('GET', '/stages/test')).json;
  const before = await server.api('GET', `/realms/${realm}`);
  const where = `/realms/${realm}`;
  const moved = await server.api('PATCH', where, { headers: { 'If-Match': before.headers.etag }, json: { publicUrl: `http://users.localhost:${server.port}`, hosts: ['users.localhost'], alg: 'EdDSA' } });
  assert.equal(moved.status, 200, moved.text);
  assert.deepEqual([moved.json.issuer, moved.json.alg], [`http://users.localhost:${server.port}/auth/realms/${realm}`, 'EdDSA']);
  assert.equal((await server.metadataOf('users.localhost')).issuer, moved.json.issuer);
  assert.equal((await server.ask('/readyz')).status, 200);
  const gone = await server.ask('/identity/.well-known/openid-configuration', { headers: { Host: 'test.localhost' } });
  assert.equal(gone.status, 421, 'the old host is nobody\'s');
  assert.equal((await server.api('PATCH', where, { headers: { 'If-Match': before.headers.etag }, json: { alg: 'ES256' } })).status, 412);
  assert.equal((await server.api('PATCH', where, { json: { hosts: [] } })).json.errors[0].pointer, '/hosts');
  assert.equal((await server.api('PATCH', where, { json: { hosts: ['users.localhost', 'development.localhost'] } })).status, 409);
  const back = await server.api('PATCH', where, { json: { publicUrl: null, hosts: ['test.localhost'] } });
  assert.deepEqual([back.status, back.json.publicUrl, back.json.hasOwnPublicUrl], [200, server.base, false]);
  assert.equal((await server.api('PATCH', `/realms/${randomUUID()}`, { json: {} })).status, 404);
});

test('the platform realm cannot be moved away under the management API', async (t) => {
  const server = await startServer(t);
  const [platform] = (await server.api('GET', '/realms')).json.results;
  const where = `/realms/${platform.key}`;
  assert.equal((await server.api('PATCH', where, { json: { publicUrl: 'https://example.org' } })).json.code, 'object_builtin');
  assert.equal((await server.api('PATCH', where, { json: { hosts: ['example.org'] } })).status, 400);
  const hosts = [...platform.hosts, 'id.example.org'];
  assert.deepEqual((await server.api('PATCH', where, { json: { hosts } })).json.hosts, hosts);
  assert.equal((await server.metadataOf('id.example.org')).issuer, platform.issuer);
});
