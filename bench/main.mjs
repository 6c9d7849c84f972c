// SPDX-License-Identifier: Apache-2.0
// Every figure of bench/: measured, set beside its goal, printed as one table and written as JSON.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, median } from './measure.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    build: { type: 'string', default: 'build/release' },
    output: { type: 'string', default: 'build/bench.json' },
  },
});
const rounds = Math.max(5, Number(values.rounds));
const seconds = Number(values.seconds);
const rows = [];
const row = (what, value, unit, goal, meets) => rows.push({ what, value, unit, goal, meets });
const round = (number, digits = 2) => Number(number.toFixed(digits));

async function tokenRate(bench) {
  const samples = [];
  await bench.serve({ threads: 1 }); // the very first start hashes a password: not what is measured
  await bench.stop();
  await bench.serve({ threads: 1 });
  row('memory at start', round(bench.memoryMb('VmRSS'), 1), 'MB', '<= 12', bench.memoryMb('VmRSS') <= 12);
  bench.load(1); // warm
  for (let i = 0; i < rounds; i++) {
    const { signs } = bench.opensslSpeed(seconds);
    const load = bench.load(seconds);
    samples.push({ signs, ...load, ratio: load.perSecond / signs, ratioByCpu: load.perCpuSecond / signs });
    process.stderr.write(`round ${i + 1} of ${rounds}: ${Math.round(load.perSecond)} tokens/s, ${signs} signatures/s\n`);
  }
  const of = (name) => median(samples.map((sample) => sample[name]));
  row('tokens/s, one server core', Math.round(of('perSecond')), '1/s', '', true);
  row('openssl speed ecdsap256, one core', Math.round(of('signs')), '1/s', '', true);
  row('  share of it', round(of('ratio')), '', '>= 0.60', of('ratio') >= 0.6);
  row('  share by server CPU time', round(of('ratioByCpu')), '', '', true);
  row('  latency under full load, p50', round(of('p50Us') / 1000), 'ms', '', true);
  row('  latency under full load, p99', round(of('p99Us') / 1000), 'ms', '', true);
  const peak = bench.memoryMb('VmHWM');
  row('memory under load, 64 connections', round(peak, 1), 'MB', '<= 20', peak <= 20);
  await bench.stop();
  return samples;
}

// The load generator takes a core of two, so it is the cost of a token that is compared.
async function twoThreads(one, two) {
  const cores = `0-${os.cpus().length - 1}`;
  await one.serve({ threads: 1, cores });
  await two.serve({ threads: 2, cores });
  one.load(1);
  two.load(1);
  const samples = Array.from({ length: rounds }, () => [one.load(seconds).perCpuSecond, two.load(seconds).perCpuSecond]);
  await one.stop();
  await two.stop();
  const ratio = 2 * median(samples.map(([alone, both]) => both / alone));
  row('two threads against one, by CPU time', round(ratio), '', '>= 1.9', ratio >= 1.9);
  return samples;
}

async function start(bench) {
  const times = [];
  for (let i = 0; i < Math.max(rounds, 9); i++) {
    times.push(await bench.startToFirstToken());
    await bench.stop();
  }
  const value = median(times);
  row('start to first token', round(value, 1), 'ms', '<= 50', value <= 50);
  return times;
}

async function cachedToken(bench) {
  await bench.serve({ threads: 1 });
  bench.prepareClient();
  const samples = Array.from({ length: rounds }, () => bench.cachedAgainstTrue(400));
  await bench.stop();
  const ratio = median(samples.map(([token, nothing]) => token / nothing));
  row('cached jeton token', round(median(samples.map((s) => s[0])) / 1000, 3), 'ms', '', true);
  row('/bin/true', round(median(samples.map((s) => s[1])) / 1000, 3), 'ms', '', true);
  row('  times /bin/true', round(ratio), '', '<= 1.7', ratio <= 1.7);
  return samples;
}

function print() {
  const width = Math.max(...rows.map((one) => one.what.length));
  for (const { what, value, unit, goal, meets } of rows) {
    const verdict = goal === '' ? '' : `goal ${goal}: ${meets ? 'met' : 'missed'}`;
    console.log(`${what.padEnd(width)}  ${String(value).padStart(9)} ${unit.padEnd(4)} ${verdict}`.trimEnd());
  }
}

const bench = new Bench(path.resolve(values.build));
const other = new Bench(path.resolve(values.build));
try {
  const samples = { tokens: await tokenRate(bench), start: await start(bench), two: await twoThreads(bench, other), cached: await cachedToken(bench) };
  const machine = { cpu: os.cpus()[0].model, cores: os.cpus().length, kernel: os.release(), date: new Date().toISOString() };
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  fs.writeFileSync(values.output, `${JSON.stringify({ commit, machine, rounds, seconds, rows, samples }, null, 2)}\n`);
  print();
  console.log(`\n${machine.cpu}, ${machine.cores} cores; ${rounds} rounds of ${seconds} s; commit ${commit}; ${values.output}`);
} finally {
  await bench.close();
  await other.close();
}
