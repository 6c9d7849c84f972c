// SPDX-License-Identifier: Apache-2.0
// How long a token takes while the server is half busy: requests come at half the rate that it can do,
// and each is counted from the moment it was due.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, LOAD_CORE, median } from './measure.mjs';
import { mustFail, output, Report, say } from './report.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    share: { type: 'string', default: '0.5' }, // of the full rate
    build: { type: 'string', default: 'build/release' },
    output: { type: 'string', default: 'build/latency.json' },
  },
});
const rounds = Math.max(5, Number(values.rounds));
const [seconds, share] = [Number(values.seconds), Number(values.share)];
const GOAL_P99_MS = 1;

class Paced extends Bench {
  prepare() {
    this.program = path.join(this.directory, 'pace');
    output('gcc', ['-O2', '-D_GNU_SOURCE', '-o', this.program, 'bench/pace.c', '-lm']);
  }
  // Nanoseconds of requests that come perSecond; a single one that fails ends the run.
  pace(perSecond, form = this.form) {
    const url = new URL(this.tokenUrl);
    const args = [url.port, url.host, url.pathname, perSecond, seconds, values.connections].map(String);
    const before = this.cpuSeconds();
    const text = output('taskset', ['-c', LOAD_CORE, this.program, ...args], { input: `${form}\n` });
    const [requests, took, p50, p99, p999, max] = text.trim().split(' ').map(Number);
    const ms = Object.fromEntries(Object.entries({ p50, p99, p999, max }).map(([name, ns]) => [name, ns / 1e6]));
    return { requests, perSecond: requests / took, busy: (this.cpuSeconds() - before) / took, ...ms };
  }
}

const report = new Report();
const bench = new Paced(path.resolve(values.build));
try {
  bench.prepare();
  await bench.serve({ threads: 1 });
  await bench.stop(); // the first start hashes a password
  await bench.serve({ threads: 1 });
  bench.load(1); // warm
  const samples = [];
  for (let i = 0; i < rounds; i++) {
    const full = bench.load(seconds).perSecond;
    samples.push({ full, ...bench.pace(full * share) });
    const { p50, p99, p999 } = samples.at(-1);
    say(`round ${i + 1} of ${rounds}: ${Math.round(full)} tokens/s at full load; p50 ${p50}, p99 ${p99}, p99.9 ${p999} ms at ${share} of it`);
  }
  await mustFail('a request was refused', () => bench.pace(100, bench.form.replace('client_credentials', 'password')));
  const of = (name) => median(samples.map((sample) => sample[name]));
  report.row('tokens/s at full load', of('full'), '1/s');
  report.row(`requests/s at ${share} of it`, of('perSecond'), '1/s');
  report.row('  server CPU used', of('busy'), '');
  report.row('latency p50', of('p50'), 'ms');
  report.atMost('latency p99', of('p99'), 'ms', GOAL_P99_MS);
  report.row('latency p99.9', of('p999'), 'ms');
  report.row('latency, the slowest', of('max'), 'ms');
  report.write(values.output, { rounds, seconds, connections: Number(values.connections), share, samples });
} finally {
  await bench.close();
}
