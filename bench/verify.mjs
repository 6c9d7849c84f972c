// SPDX-License-Identifier: Apache-2.0
// How many tokens a second libjeton judges on one core: those that it knows, and those that it sees for
// the first time, these beside the bare verification of a signature by openssl in the same run.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, median, SERVER_CORE } from './measure.mjs';
import { mustFail, output, Report, say } from './report.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    tokens: { type: 'string', default: '8000' },
    build: { type: 'string', default: 'build/release' },
    output: { type: 'string', default: 'build/verify.json' },
  },
});
const rounds = Math.max(5, Number(values.rounds));
const [seconds, count] = [Number(values.seconds), Number(values.tokens)];
const AT_ONCE = 20;
const KNOWN = 100; // far fewer than a verifier remembers
const [GOAL_KNOWN, GOAL_NEW] = [1_000_000, 0.9];
const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

class Issuer extends Bench {
  async token() {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(this.tokenUrl, { method: 'POST', headers, body: this.form });
    if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).access_token;
  }
  async keep(name, url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    const file = path.join(this.directory, name);
    fs.writeFileSync(file, await answer.text());
    return file;
  }
  // Tokens of this server, its keys and its status list, and the program that judges them.
  async prepare() {
    await this.serve({ threads: 1 });
    this.tokens = [];
    while (this.tokens.length < count) this.tokens.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => this.token()))));
    const { iss, aud, status } = claimsOf(this.tokens[0]);
    const { jwks_uri: keys } = await (await fetch(`${iss}/.well-known/openid-configuration`)).json();
    this.program = path.join(this.directory, 'verify');
    this.arguments = [iss, [aud].flat()[0], await this.keep('keys', keys), await this.keep('list', status.status_list.uri)];
    output('gcc', ['-O2', '-D_GNU_SOURCE', '-Iinclude', '-o', this.program, 'bench/verify.c', `-L${this.build}`, '-ljeton', `-Wl,-rpath,${this.build}`]);
    await this.stop();
  }
  // Checks a second; a single token that is not valid ends the run.
  verify(mode, tokens, audience = this.arguments[1]) {
    const [issuer, , keys, list] = this.arguments;
    const args = ['-c', SERVER_CORE, this.program, mode, issuer, audience, keys, list, String(seconds)];
    const [checks, took] = output('taskset', args, { input: `${tokens.join('\n')}\n` }).trim().split(' ').map(Number);
    return checks / took;
  }
}

// The same token with another byte in its signature.
function spoilt(token) {
  const at = token.lastIndexOf('.') + 10;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

// A verdict that is not valid has to end the program, or it counts what nobody would accept.
async function checkRefusals(issuer) {
  const [first, ...more] = issuer.tokens.slice(0, KNOWN);
  const last = issuer.tokens.slice(0, -1);
  await mustFail('a signature was wrong', () => issuer.verify('known', [...more, spoilt(first)]));
  await mustFail('a signature was wrong', () => issuer.verify('new', [...last, spoilt(first)]));
  await mustFail('tokens were for another audience', () => issuer.verify('known', more, 'somebody-else'));
}

const report = new Report();
const issuer = new Issuer(path.resolve(values.build));
try {
  await issuer.prepare();
  await checkRefusals(issuer);
  const samples = [];
  for (let i = 0; i < rounds; i++) {
    const raw = issuer.opensslSpeed(seconds).verifies;
    samples.push({ raw, unknown: issuer.verify('new', issuer.tokens), known: issuer.verify('known', issuer.tokens.slice(0, KNOWN)) });
    say(`round ${i + 1} of ${rounds}: ${JSON.stringify(samples.at(-1))}`);
  }
  const of = (name) => median(samples.map((sample) => sample[name]));
  report.atLeast('known tokens/s, one core', of('known'), '1/s', GOAL_KNOWN);
  report.row('new tokens/s, one core', of('unknown'), '1/s');
  report.row('openssl speed ecdsap256, verifications/s', of('raw'), '1/s');
  report.atLeast('  new tokens, share of it', median(samples.map((sample) => sample.unknown / sample.raw)), '', GOAL_NEW);
  report.write(values.output, { rounds, seconds, tokens: count, samples });
} finally {
  await issuer.close();
}
