// SPDX-License-Identifier: Apache-2.0
// A store with a million API clients beside one with a hundred: start, memory, lists, creation, rate.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, manager, median } from './measure.mjs';
import { Report, say } from './report.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    build: { type: 'string', default: 'build/release' },
    clients: { type: 'string', default: '1000000' },
    users: { type: 'string', default: '100000' },
    realms: { type: 'string', default: '10000' },
    events: { type: 'string', default: '1000000' },
    output: { type: 'string', default: 'build/scale.json' },
    keep: { type: 'string' }, // a directory for the filled store, to be used again by the next run
  },
});
const [clients, users, realms, events] = [values.clients, values.users, values.realms, values.events].map(Number);
const rounds = Math.max(5, Number(values.rounds));
const seconds = Number(values.seconds);
const FEW = 100;
const KNOWN = 50;
const LISTED_MS = 20;
// A small installation has goals of its own: 10,000 clients or 1,000 realms.
const isSmall = clients <= 10_000 && realms <= 1_000;
const GOALS = isSmall ? { startMs: 50, memoryMb: 25 } : { startMs: 200, memoryMb: 300 };
const report = new Report();
// Not at each of ten thousand stages: such a token would fit into no request.
const SCOPE = 'member.view user.manage application_role.manage api_client.view api_client.manage stage.manage development:stage.view event.view signing_key.manage';

const form = (id, secret) => new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret, scope: 'member.view' }).toString();

async function timed(work) {
  const begin = performance.now();
  const result = await work();
  return { ms: performance.now() - begin, result };
}

// Makes clients whose secrets are known, and lets the load take them in turn.
async function create(bench, count) {
  const api = await manager(bench, SCOPE);
  const times = [];
  const forms = [];
  const made = [];
  for (let i = 0; i < count; i++) {
    const one = await timed(() => api('POST', '/api-clients', { name: `Load ${i}`, permissions: [{ permission: 'member.view' }] }));
    times.push(one.ms);
    made.push(one.result);
    forms.push(form(one.result.clientId, one.result.clientSecret));
  }
  fs.writeFileSync(bench.formFile, `${forms.join('\n')}\n`, { mode: 0o600 });
  return { times, made };
}

function sql(bench, input) {
  return execFileSync('sqlite3', ['-bail', path.join(bench.data, 'jeton.db')], { input, encoding: 'utf8' });
}

function fill(bench) {
  const wanted = `CREATE TEMP TABLE wanted AS SELECT ${users} AS users, ${clients} AS clients, ${events} AS events;\n`;
  sql(bench, wanted + fs.readFileSync('bench/scale.sql', 'utf8'));
}

// Gives clients all over the store, one in each of as many parts of it, the secrets of known ones, so that
// their tokens can be asked for: the HMACs change places. Resolves to their forms.
function scatter(bench, known) {
  const first = Number(sql(bench, `SELECT id FROM api_client WHERE client_id = '${known.at(-1).clientId}'`));
  return known.map(({ clientId, clientSecret }, i) => {
    const other = sql(bench, `
      CREATE TEMP TABLE pair AS SELECT (SELECT id FROM api_client WHERE client_id = '${clientId}') AS mine,
        (SELECT id FROM api_client WHERE suspended = 0 AND status = 0
           AND id > ${first} + ((SELECT max(id) FROM api_client) - ${first}) * ${(i + Math.random() / 2) / known.length} ORDER BY id LIMIT 1) AS other;
      CREATE TEMP TABLE hmacs AS SELECT client, hmac FROM client_secret WHERE client IN (SELECT mine FROM pair UNION SELECT other FROM pair);
      UPDATE client_secret SET hmac = randomblob(32) WHERE client IN (SELECT client FROM hmacs);
      UPDATE client_secret SET hmac = (SELECT hmac FROM hmacs WHERE client <> client_secret.client) WHERE client IN (SELECT client FROM hmacs);
      SELECT client_id FROM api_client WHERE id = (SELECT other FROM pair);`);
    return form(other.trim(), clientSecret).replace(/&scope=.*/, '');
  });
}

async function makeStore(bench) {
  await bench.serve({ threads: 1 });
  const realmsMade = await timed(() => stages(bench));
  say(`${realms} realms made in ${(realmsMade.ms / 1000).toFixed(0)} s`);
  const known = (await create(bench, KNOWN)).made;
  await bench.stop();
  const filled = await timed(() => fill(bench));
  say(`filled in ${(filled.ms / 1000).toFixed(0)} s`);
  return scatter(bench, known);
}

// Makes the store, or takes the one that an earlier run kept; resolves to forms of clients all over it.
async function filledStore(bench) {
  const kept = values.keep && path.join(values.keep, 'forms.json');
  if (kept && fs.existsSync(kept)) {
    fs.cpSync(path.join(values.keep, 'data'), bench.data, { recursive: true });
    await bench.serve({ threads: 1 });
    await bench.stop();
    return JSON.parse(fs.readFileSync(kept));
  }
  const forms = await makeStore(bench);
  if (kept) {
    fs.cpSync(bench.data, path.join(values.keep, 'data'), { recursive: true });
    fs.writeFileSync(kept, JSON.stringify(forms), { mode: 0o600 });
  }
  return forms;
}

// Stages are made over the API: each has a realm, and a key that only the program can seal.
async function stages(bench) {
  const api = await manager(bench, SCOPE);
  let made = (await api('GET', '/realms?limit=1')).page.totalResults;
  const worker = async () => {
    while (made < realms) {
      const slug = `stage-${made++}`;
      await api('POST', '/stages', { slug, label: `Stage ${slug}` });
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

// Every filter alone and with others, hits that are many, few and none.
async function questions(api, bench) {
  const { results } = await api('GET', `/events?limit=100&offset=${Math.floor(events / 2)}`);
  const busy = results.find((event, i) => results.findIndex((e) => e.object === event.object) < i) ?? results[0];
  const [actor, object, time] = [busy.actor.key, busy.object, encodeURIComponent(busy.time)];
  const groups = (await api('GET', '/groups')).results;
  return [
    '/api-clients?',
    ...['Available', 'Needs%20attention', 'Expired', 'Suspended'].map((status) => `/api-clients?status=${status}&`),
    ...['importer', 'importer%2099999', '9', 'r%207', 'nobody'].map((part) => `/api-clients?nameContains=${part}&`),
    '/api-clients?nameContains=IMPORTER&status=Available&',
    `/api-clients?clientId=${bench.bootstrap.client_id}&`,
    '/users?',
    ...['hasApplicationRoles', 'hasOrganizationRoles', 'isActive'].flatMap((name) => [true, false].map((is) => `/users?${name}=${is}&`)),
    ...['nameContains=son%209999', 'nameContains=e', 'emailContains=%40example.org', 'emailContains=99'].map((part) => `/users?${part}&`),
    '/users?nameContains=person&emailContains=user&isActive=true&hasApplicationRoles=false&',
    '/application-roles?',
    '/groups?',
    ...groups.map((group) => `/groups/${group.key}/members?`),
    '/events?',
    '/events?order=desc&',
    `/events?actor=${actor}&`,
    `/events?object=${object}&`,
    '/events?action=api_client.change&',
    '/events?objectKind=api_client&order=desc&',
    `/events?from=${time}&`,
    `/events?to=${time}&`,
    `/events?actor=${actor}&object=${object}&action=api_client.change&objectKind=api_client&to=${time}&after=1000&`,
    '/events/checkpoints?',
    '/stages?',
    '/realms?',
    '/signing-keys?',
  ];
}

const shown = (where) => decodeURIComponent(where.slice(1, -1)).replace(/[0-9a-f]{8}-[-0-9a-f]{27}/g, '...');

async function lists(bench) {
  const api = await manager(bench, SCOPE);
  for (const where of await questions(api, bench)) {
    const first = await api('GET', `${where}limit=100`);
    const total = first.page.totalResults;
    let worst = 0;
    for (const offset of [0, 0.25, 0.5, 0.75, 1].map((share) => Math.max(0, Math.floor(total * share) - 100))) {
      const times = [];
      for (let i = 0; i < rounds; i++) times.push((await timed(() => api('GET', `${where}limit=100&offset=${offset}`))).ms);
      worst = Math.max(worst, median(times));
    }
    report.atMost(`list ${shown(where)} (${total})`, worst, 'ms', LISTED_MS);
  }
}

// One caller asks for every list, again and again: its own limit is not what is measured.
const [few, many] = [0, 1].map(() => new Bench(path.resolve(values.build), ['--api-limit', '1000000']));
try {
  await few.serve({ threads: 1 });
  await few.stop();
  const strangers = await filledStore(many);
  const starts = [];
  const fills = [];
  for (let i = 0; i < rounds; i++) {
    starts.push(await many.startToFirstToken(strangers[i % KNOWN]));
    if (i % 2) await many.stop(); // every second one while it still reads
    else fills.push(await many.untilFilled());
    if (i % 2 === 0 && i < rounds - 1) await many.kill();
  }
  if (rounds % 2 === 0) await many.serve({ threads: 1 });
  await many.untilFilled();
  report.atMost(`start to first token, ${clients} clients, ${realms} realms`, median(starts), 'ms', GOALS.startMs);
  report.row('  until everything is in memory', median(fills), 'ms');
  report.atMost('memory', many.memoryMb('VmHWM'), 'MB', GOALS.memoryMb);
  await lists(many);
  await few.serve({ threads: 1 });
  await create(few, FEW);
  const made = (await create(many, 500)).times;
  const known = fs.readFileSync(many.formFile, 'utf8').split('\n');
  fs.writeFileSync(many.formFile, `${known.slice(0, FEW).join('\n')}\n`); // as many of them as of the few
  report.atMost('creation of a client, median of 500', median(made), 'ms', 10);
  report.row('  the slowest', Math.max(...made), 'ms');
  const samples = [];
  for (const bench of [few, many]) bench.load(1);
  for (let i = 0; i < rounds; i++) {
    samples.push({ few: few.load(seconds), many: many.load(seconds) });
    say(`round ${i + 1}: ${samples.at(-1).few.perSecond.toFixed(0)} and ${samples.at(-1).many.perSecond.toFixed(0)} tokens/s`);
  }
  report.row(`tokens/s, ${FEW} clients`, median(samples.map((s) => s.few.perSecond)), '1/s');
  report.row(`tokens/s, ${clients} clients`, median(samples.map((s) => s.many.perSecond)), '1/s');
  report.atLeast('  share of it', median(samples.map((s) => s.many.perSecond / s.few.perSecond)), '', 0.9);
  report.atLeast('  share by server CPU time', median(samples.map((s) => s.many.perCpuSecond / s.few.perCpuSecond)), '', 0.9);
  report.atMost('memory after all this', many.memoryMb('VmHWM'), 'MB', GOALS.memoryMb);
  report.write(values.output, { clients, users, realms, events, rounds, seconds, samples });
} finally {
  await few.close();
  await many.close();
}
