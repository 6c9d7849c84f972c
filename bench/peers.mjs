// SPDX-License-Identifier: Apache-2.0
// Tokens a second of other servers, each on the same core and under the same load, in turn with jetond.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { launchGlewlwyd } from '../tests/doctor/providers/glewlwyd.mjs';
import { Bench, Measured, median, SERVER_CORE } from './measure.mjs';
import { mustFail, Report, say } from './report.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    build: { type: 'string', default: 'build/release' },
    output: { type: 'string', default: 'build/peers.json' },
  },
});
const rounds = Math.max(5, Number(values.rounds));
const seconds = Number(values.seconds);
const NODE_OAUTH = '@node-oauth/oauth2-server';
// None for bare random tokens: five times as many are more than one core can sign.
const GOALS = { [`${NODE_OAUTH}, Express`]: 5, 'oidc-provider': 10, glewlwyd: 20 };
const IN_MEMORY = '/dev/shm';

class Peer extends Measured {
  constructor(name, directory, { child, tokenUrl, form }) {
    super();
    Object.assign(this, { name, child, tokenUrl, form, formFile: path.join(directory, 'form') });
    fs.writeFileSync(this.formFile, form);
  }
}

// What stops at the end of the run, as a test would say it: the last first.
class Endings {
  all = [];
  after(ending) {
    this.all.unshift(ending);
  }
  directory(parent) {
    const directory = fs.mkdtempSync(path.join(parent, 'jeton-peer-'));
    this.after(() => fs.rmSync(directory, { recursive: true, force: true }));
    return directory;
  }
  async end() {
    for (const one of this.all) await one();
  }
}

// A program of bench/peers: its first line says where it is and what to send.
async function nodePeer(run, name, program, ...more) {
  const args = ['-c', SERVER_CORE, process.execPath, path.join('bench/peers', program), ...more];
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, NODE_ENV: 'production' } });
  const ended = once(child, 'close');
  run.after(() => child.kill('SIGTERM') && ended);
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (typeof line !== 'string') throw new Error(`${name} ended at start: node bench/peers/${program}`);
  return new Peer(name, run.directory(os.tmpdir()), { child, ...JSON.parse(line) });
}

// Its database writes every token down; here it stands in memory, so that no disk is measured. A secret is
// hashed once instead of 150,000 times, or that would be all that is measured.
async function glewlwydPeer(run) {
  const directory = run.directory(IN_MEMORY);
  const one = await launchGlewlwyd(run, { directory, keyType: 'ecdsa', core: SERVER_CORE, iterations: 1 });
  await one.administrator.addClient('bench');
  const form = { grant_type: 'client_credentials', client_id: 'bench', client_secret: one.secret, scope: one.scope };
  return new Peer('glewlwyd', directory, { child: one.child, tokenUrl: one.tokenEndpoint, form: new URLSearchParams(form).toString() });
}

async function askOnce(peer) {
  const answer = await fetch(peer.tokenUrl, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: peer.form });
  const { access_token: token } = answer.ok ? await answer.json() : {};
  if (!token) throw new Error(`${peer.name} gives no token: ${answer.status}`);
  return token;
}

// How a token is signed, by its own word; a token that is no JWT is not signed.
function algorithmOf(token) {
  const parts = token.split('.');
  return parts.length === 3 ? JSON.parse(Buffer.from(parts[0], 'base64url')).alg : 'not signed';
}

// A peer whose requests are refused counts for nothing: a wrong secret has to end the load.
async function checkRefusal(peer) {
  const kept = fs.readFileSync(peer.formFile);
  fs.writeFileSync(peer.formFile, peer.form.replace(/client_secret=[^&]*/, 'client_secret=not-the-secret-of-this-one'));
  await mustFail(`${peer.name} was asked with a wrong secret`, () => peer.load(1));
  fs.writeFileSync(peer.formFile, kept);
}

function measure(jeton, peers) {
  return Array.from({ length: rounds }, (_, i) => {
    const sample = { round: i + 1, pairs: peers.map((peer) => ({ name: peer.name, jeton: jeton.load(seconds), peer: peer.load(seconds) })) };
    say(`round ${i + 1} of ${rounds}: ${sample.pairs.map((pair) => `jeton ${Math.round(pair.jeton.perSecond)}, ${pair.name} ${Math.round(pair.peer.perSecond)}`).join('; ')}`);
    return sample;
  });
}

function print(report, samples, peers) {
  const pairsOf = (name) => samples.map((sample) => sample.pairs.find((pair) => pair.name === name));
  report.row('jeton, tokens/s (ES256)', median(samples.flatMap((sample) => sample.pairs.map((pair) => pair.jeton.perSecond))), '1/s');
  for (const { name, algorithm } of peers) {
    report.row(`${name}, tokens/s (${algorithm})`, median(pairsOf(name).map((pair) => pair.peer.perSecond)), '1/s');
    const ratio = median(pairsOf(name).map((pair) => pair.jeton.perSecond / pair.peer.perSecond));
    if (GOALS[name]) report.atLeast('  jeton, times as many', ratio, '', GOALS[name]);
    else report.row('  jeton, times as many', ratio, '');
    report.row('  by server CPU time', median(pairsOf(name).map((pair) => pair.jeton.perCpuSecond / pair.peer.perCpuSecond)), '');
  }
}

execFileSync('bash', ['-ec', '. tools/lib.sh; install_modules tests; install_modules bench'], { stdio: 'inherit' });
const run = new Endings();
const jeton = new Bench(path.resolve(values.build));
run.after(() => jeton.close());
try {
  await jeton.serve({ threads: 1 });
  const peers = [
    await nodePeer(run, `${NODE_OAUTH}, Express`, 'node_oauth.mjs', 'express'),
    await nodePeer(run, `${NODE_OAUTH}, bare`, 'node_oauth.mjs', 'bare'),
    await nodePeer(run, 'oidc-provider', 'oidc_provider.mjs'),
    await glewlwydPeer(run),
  ];
  for (const peer of peers) peer.algorithm = algorithmOf(await askOnce(peer));
  for (const one of [jeton, ...peers]) one.load(1); // warm
  const samples = measure(jeton, peers);
  for (const peer of peers) await checkRefusal(peer);
  const report = new Report();
  print(report, samples, peers);
  report.write(values.output, { rounds, seconds, samples });
} finally {
  await run.end();
}
