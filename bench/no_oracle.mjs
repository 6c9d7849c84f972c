// SPDX-License-Identifier: Apache-2.0
// Does the uniform answer tell anything by its time? And are told refusals fast enough?
import { execFileSync } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';
import { Bench, manager, median } from './measure.mjs';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    build: { type: 'string', default: 'build/release' },
    endpoints: { type: 'string', default: 'token,introspection,revocation' },
    modes: { type: 'string', default: 'first,repeated,disguised,well-formed,throttled,cold,rates' },
    store: { type: 'string' }, // what bench/scale.mjs --keep made, for the mode cold
    output: { type: 'string', default: 'build/no_oracle.json' },
  },
});
// Welch's t, and told refusals against tokens.
const wantedModes = values.modes.split(',');
const T_MAX = 4.5;
const SHARE_MIN = 0.5;
const LOAD_CORE = os.cpus().length > 1 ? '1' : '0';
const WRONG = 'Vq7nRw2TzK9xLm4JcY8sBd3GfH6pWa1NuE5oQi0ZtXrMyUkCvDhSg';
// Every disguise is tried on it: percent-encoding, spaces, quotes, a newline.
const WRONG_DISGUISED = '"Vq7n%2541Rw2T zK9xLm4JcY8sBd3GfH6pWa1NuE5oQi0ZtXrM"\n';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

// Whole and well-formed, and nobody's: work may depend on the bytes, and those of a real one are such.
function strangersSecret() {
  const digits = (value, count) => Array.from({ length: count }, (_, i) => BASE62[Math.floor(value / 62 ** (count - 1 - i)) % 62]).join('');
  const text = `jtn_${Array.from({ length: 43 }, () => BASE62[randomInt(62)]).join('')}`;
  return text + digits(crc32(text), 6);
}
const say = (text) => process.stderr.write(`${text}\n`);
const body = (client_id, client_secret, more) => new URLSearchParams({ ...more, client_id, client_secret }).toString();

// Fifty clients of every kind that the uniform answer hides, as [name, id, secret], the unknown ones first:
// where in memory a single one happens to stand would count as its kind.
const EACH = 50;
const each = (name, make) => Promise.all(Array.from({ length: EACH }, async () => [name, ...(await make())]));

async function fewClients(bench) {
  await bench.serve({ threads: 1 });
  const api = await manager(bench);
  const create = () => api('POST', '/api-clients', { name: 'One of many' });
  const changed = async (change) => {
    const client = await create();
    await change(client);
    return [client.clientId];
  };
  const suspend = ({ key }) => api('POST', `/api-clients/${key}/suspend`);
  const remove = ({ key }) => api('DELETE', `/api-clients/${key}`);
  const importOne = async () => {
    const json = { name: 'Imported', clientId: randomUUID(), clientSecret: 'q'.repeat(4) + randomUUID() + randomUUID() };
    return [(await api('POST', '/api-clients/import', json)).clientId];
  };
  const compromise = async () => {
    const { key, clientId, clientSecret, secrets } = await create();
    await api('DELETE', `/api-clients/${key}/secrets/${secrets[0].id}?reason=compromised`);
    return [clientId, clientSecret];
  };
  const known = async () => [(await create()).clientId];
  const unknown = async () => [randomUUID()];
  const stranger = (make) => async () => [...(await make()), strangersSecret()];
  const moved = await each('other_realm', known);
  const clients = {
    kinds: [
      ...(await each('unknown', unknown)), ...(await each('wrong', known)), ...(await each('suspended', () => changed(suspend))),
      ...(await each('deleted', () => changed(remove))), ...(await each('imported', importOne)), ...moved,
    ],
    wellFormed: [
      ...(await each('unknown', stranger(unknown))), ...(await each('wrong', stranger(known))), ...(await each('compromised', compromise)),
    ],
  };
  await bench.stop();
  moveToOtherRealm(bench, `client_id IN (${moved.map(([, id]) => `'${id}'`).join()})`);
  await bench.serve({ threads: 1 });
  return clients;
}

function sql(bench, input) {
  return execFileSync('sqlite3', ['-bail', path.join(bench.data, 'jeton.db')], { input, encoding: 'utf8' });
}

// No API makes clients of an application realm yet.
const moveToOtherRealm = (bench, which) => sql(bench, `UPDATE api_client SET realm = (SELECT realm FROM stage LIMIT 1) WHERE ${which};`);

// Ten thousand of every kind among a million, as many unknown ids: each is met again after so long that
// nothing of it is near.
const POOL = 10_000;
async function manyClients(bench) {
  fs.cpSync(path.join(values.store, 'data'), bench.data, { recursive: true });
  const rest = (part) => `id % 100 = ${part} AND suspended = 0 AND deleted = 0 AND id IN (SELECT id FROM api_client WHERE id > 1000 LIMIT ${100 * POOL})`;
  moveToOtherRealm(bench, rest(11));
  sql(bench, `UPDATE api_client SET deleted = unixepoch() WHERE ${rest(22)};
    UPDATE client_secret SET imported = 1 WHERE client IN (SELECT id FROM api_client WHERE ${rest(33)});
    UPDATE api_client SET imported = 1 WHERE ${rest(33)};`);
  const pool = (name, which) => sql(bench, `SELECT client_id FROM api_client WHERE ${which} LIMIT ${POOL};`).trim().split('\n').map((id) => [name, id]);
  const kinds = [
    ...Array.from({ length: POOL }, () => ['unknown', randomUUID()]),
    ...pool('wrong', rest(44)), ...pool('suspended', 'suspended > 0'), ...pool('deleted', 'deleted > 0'),
    ...pool('imported', rest(33)), ...pool('other_realm', 'id % 100 = 11 AND realm <> 1'),
  ];
  await bench.serve({ threads: 1 });
  await bench.untilFilled();
  return { kinds };
}

function buildAsker(bench) {
  const program = path.join(bench.directory, 'oracle');
  execFileSync('gcc', ['-O2', '-D_GNU_SOURCE', '-o', program, 'bench/oracle.c', '-lm']);
  return program;
}

// One line of figures for each kind but the unknown one.
function ask(bench, program, { url, fresh, secret, more }, kinds) {
  const { port, pathname } = new URL(url);
  const input = kinds.map(([name, id, own]) => `${name} ${body(id, own ?? secret, more)}`).join('\n');
  const args = ['-c', LOAD_CORE, program, port, `127.0.0.1:${port}`, pathname, values.pairs, fresh ? 'fresh' : 'same'];
  const text = execFileSync('taskset', args, { input: `${input}\n`, encoding: 'utf8' });
  return text.trim().split('\n').map((line) => {
    const [name, ...figures] = line.split(' ');
    const [medianNs, baseNs, t, t99, t95, t75, different] = figures.map(Number);
    return { name, medianNs, baseNs, t, t99, t95, t75, different };
  });
}

// The first refusal of an address and id, further ones, one of many disguises, and beyond the limit.
const modes = [
  { mode: 'first', fresh: true, secret: WRONG },
  { mode: 'repeated', fresh: false, secret: WRONG },
  { mode: 'disguised', fresh: false, secret: WRONG_DISGUISED, only: 'token' },
  { mode: 'well-formed', fresh: false, of: 'wellFormed' },
];

async function oracle(options, chosen, clientsOf = fewClients) {
  const results = [];
  const bench = new Bench(path.resolve(values.build), ['--trusted-proxy', '127.0.0.1', '--api-limit', '0', ...options]);
  try {
    const clients = await clientsOf(bench);
    const program = buildAsker(bench);
    const urls = { token: bench.tokenUrl, introspection: `${bench.tokenUrl}/introspect`, revocation: bench.tokenUrl.replace(/token$/, 'revoke') };
    for (const endpoint of values.endpoints.split(',')) {
      for (const { mode, only, of: kinds = 'kinds', ...how } of chosen.filter((one) => (one.only ?? endpoint) === endpoint && wantedModes.includes(one.mode))) {
        const more = endpoint === 'token' ? { grant_type: 'client_credentials' } : { token: 'x' };
        for (const row of ask(bench, program, { ...how, url: urls[endpoint], more }, clients[kinds])) {
          results.push({ endpoint, mode, ...row });
          say(`${endpoint} ${mode} ${row.name}: t ${row.t} ${row.t99} ${row.t95} ${row.t75}`);
        }
      }
    }
    await bench.stop();
  } finally {
    await bench.close();
  }
  return results;
}

// Tokens, told refusals and uniform ones, in turn; by server CPU time, because others share the machine.
async function rates() {
  const bench = new Bench(path.resolve(values.build), ['--failure-limit', '0']);
  const samples = [];
  try {
    await bench.serve({ threads: 1 });
    const { client_id: id, client_secret: secret } = bench.bootstrap;
    const more = { grant_type: 'client_credentials' };
    const forms = {
      token: bench.form,
      whitespace: body(id, `${secret}\n`, more),
      percent: body(id, secret.replaceAll('_', '%5F'), more),
      other_client: body(randomUUID(), secret, more),
      wrong: body(id, WRONG, more),
      disguised: body(id, WRONG_DISGUISED, more),
    };
    bench.load(1);
    for (let i = 0; i < Math.max(5, Number(values.rounds)); i++) {
      const sample = {};
      for (const [name, form] of Object.entries(forms)) {
        fs.writeFileSync(bench.formFile, form, { mode: 0o600 });
        sample[name] = bench.load(Number(values.seconds), { refused: name !== 'token' });
      }
      samples.push(sample);
      say(`round ${i + 1}: ${Object.entries(sample).map(([name, one]) => `${name} ${Math.round(one.perCpuSecond)}`).join(', ')} a second of CPU`);
    }
    await bench.stop();
  } finally {
    await bench.close();
  }
  return samples;
}

const times = [...(await oracle(['--failure-limit', '0'], modes)), ...(await oracle(['--failure-limit', '1'], [{ mode: 'throttled', fresh: false, secret: WRONG, only: 'token' }]))];
if (values.store && wantedModes.includes('cold')) times.push(...(await oracle(['--failure-limit', '0'], [{ mode: 'cold', fresh: true, secret: WRONG }], manyClients)));
const samples = wantedModes.includes('rates') ? await rates() : [];
let missed = 0;
for (const one of times) {
  const worst = Math.max(...[one.t, one.t99, one.t95, one.t75].map(Math.abs));
  const fits = worst < T_MAX && one.different === 0;
  missed += !fits;
  console.log(`${`${one.endpoint}, ${one.mode}: ${one.name}`.padEnd(40)} ${String(one.medianNs).padStart(8)} ns, unknown ${String(one.baseNs).padStart(8)} ns, t ${worst.toFixed(2).padStart(6)}, ${one.different} unequal: ${fits ? 'met' : 'missed'}`);
}
for (const name of Object.keys(samples[0] ?? {}).slice(1)) {
  const share = median(samples.map((sample) => sample[name].perCpuSecond / sample.token.perCpuSecond));
  missed += share < SHARE_MIN;
  console.log(`${`refusals/s against tokens/s: ${name}`.padEnd(40)} ${share.toFixed(2).padStart(8)} by server CPU time, goal >= ${SHARE_MIN}: ${share >= SHARE_MIN ? 'met' : 'missed'}`);
}
fs.writeFileSync(values.output, `${JSON.stringify({ pairs: Number(values.pairs), times, samples }, null, 2)}\n`);
console.log(missed === 0 ? 'all goals met' : `${missed} goals missed`);
