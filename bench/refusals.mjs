// SPDX-License-Identifier: Apache-2.0
// A crowd of refusals: what memory, database and log do, who is pushed out of the store of rejections, and
// how fast it is read when it is full.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Bench, median } from './measure.mjs';
import { Report, say } from './report.mjs';

const { values } = parseArgs({
  options: {
    refusals: { type: 'string', default: '10000000' },
    addresses: { type: 'string', default: '10000' },
    ids: { type: 'string', default: '100' },
    build: { type: 'string', default: 'build/release' },
    output: { type: 'string', default: 'build/refusals.json' },
  },
});
const wanted = Number(values.refusals);
const ROWS_MAX = 100_000;
const SLICE_S = 10;
const QUIET = '192.0.2.1';
const report = new Report();

const mb = (bytes) => bytes / 2 ** 20;

class Crowd extends Bench {
  sizeMb(name) {
    const file = path.join(this.data, name);
    return fs.existsSync(file) ? mb(fs.statSync(file).size) : 0;
  }
  // One slice of the load; a single answer that is no refusal makes the figures worthless.
  flood(seconds) {
    const env = { ...process.env, JETON_BENCH_ADDRESSES: values.addresses, JETON_BENCH_IDS: values.ids };
    const args = ['-c', '1', 'wrk', '-t1', '-c64', `-d${seconds}s`, '--latency', '-s', 'bench/refusals.lua', this.tokenUrl];
    const text = execFileSync('taskset', args, { encoding: 'utf8', env });
    const [refused, microseconds, failed, p50Us, p99Us] = /RESULT (.*)/.exec(text)[1].split(' ').map(Number);
    if (failed > 0 || refused === 0) throw new Error(`${failed} of ${refused} requests failed:\n${text}`);
    return { refused, seconds: microseconds / 1e6, p50Us, p99Us };
  }
  async refusedFrom(address, id) {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Forwarded-For': address };
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: 'none-of-this-house' });
    return (await fetch(this.tokenUrl, { method: 'POST', headers, body })).json();
  }
  async api(where) {
    this.bearer ??= (await (await fetch(this.tokenUrl, {
      method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: this.form.replace(/&scope=.*/, ''),
    })).json()).access_token;
    const begin = performance.now();
    const answer = await fetch(`${this.base}/api/identity/v1${where}`, { headers: { Authorization: `Bearer ${this.bearer}` } });
    const json = await answer.json();
    return { status: answer.status, json, ms: performance.now() - begin };
  }
  async dropped() {
    const text = await (await fetch(`http://127.0.0.1:${this.ports[1]}/metrics`)).text();
    return Number(/^jeton_rejections_dropped_total (\d+)$/m.exec(text)[1]);
  }
}

async function lists(bench) {
  const one = (await bench.api('/rejections?limit=1')).json.results[0];
  const kinds = ['', 'cause=client_unknown&', `clientId=${one.clientId}&`, 'address=203.0.113.66&', `address=${QUIET}&`,
    `realm=${one.realm}&`, 'proven=false&', 'since=2020-01-01T00:00:00Z&',
    'cause=client_unknown&proven=false&since=2020-01-01T00:00:00Z&', `clientId=${one.clientId}&address=${one.address}&`];
  for (const kind of kinds) {
    const total = (await bench.api(`/rejections?${kind}limit=1`)).json.page.totalResults;
    let worst = 0;
    for (const share of [0, 0.5, 1]) {
      const times = [];
      const offset = Math.max(0, Math.floor(total * share) - 100);
      for (let i = 0; i < 5; i++) times.push((await bench.api(`/rejections?${kind}limit=100&offset=${offset}`)).ms);
      worst = Math.max(worst, median(times));
    }
    report.atMost(`list ${kind.slice(0, -1) || 'without filters'} (${total})`.slice(0, 52), worst, 'ms', 20);
  }
}

const bench = new Crowd(path.resolve(values.build), ['--api-limit', '1000000', '--trusted-proxy', '127.0.0.1', '--access-log=false']);
try {
  await bench.serve({ threads: 1 });
  await bench.stop(); // the first start hashes a password with 64 MB
  await bench.serve({ threads: 1 });
  const quiet = (await bench.refusedFrom(QUIET, 'somebody-quiet')).rejection_id;
  report.row('memory before', bench.memoryMb('VmRSS'), 'MB');
  report.row('database before', bench.sizeMb('jeton.db') + bench.sizeMb('jeton.db-wal'), 'MB');
  const slices = [];
  let refused = 0;
  let walMax = 0;
  while (refused < wanted) {
    const slice = bench.flood(Math.min(SLICE_S, 1 + Math.ceil((wanted - refused) / 50_000)));
    refused += slice.refused;
    walMax = Math.max(walMax, bench.sizeMb('jeton.db-wal'));
    slices.push({ ...slice, rssMb: bench.memoryMb('VmRSS'), databaseMb: bench.sizeMb('jeton.db'), walMb: bench.sizeMb('jeton.db-wal') });
    say(`${refused} refusals, ${(slice.refused / slice.seconds).toFixed(0)}/s, ${JSON.stringify(slices.at(-1))}`);
  }
  report.row('refusals', refused, '');
  report.row('refusals a second', median(slices.map((slice) => slice.refused / slice.seconds)), '1/s');
  report.atMost('memory at the end of it', bench.memoryMb('VmHWM'), 'MB', 64);
  const total = (await bench.api('/rejections?limit=1')).json.page.totalResults;
  report.atMost('stored rejections', total, '', ROWS_MAX);
  report.atMost('database', bench.sizeMb('jeton.db'), 'MB', 400);
  report.atMost('write-ahead log, the largest', walMax, 'MB', 64);
  report.row('answered and not kept', await bench.dropped(), '');
  report.row('of the address that made ids up', (await bench.api('/rejections?address=203.0.113.66&limit=1')).json.page.totalResults, '');
  const kept = (await bench.api(`/rejections/${quiet}`)).status;
  report.row('the one of a quiet address is still there', kept === 200 ? 1 : 0, '', '1', kept === 200);
  await lists(bench);
  report.write(values.output, { wanted, slices });
} finally {
  await bench.close();
}
