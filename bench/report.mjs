// SPDX-License-Identifier: Apache-2.0
// Rows of figures beside their goals: printed as they come, written as JSON at the end.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const say = (text) => process.stderr.write(`${text}\n`);

export class Report {
  constructor(width = 52) {
    this.width = width;
    this.rows = [];
  }

  row(what, value, unit, goal = '', meets = true) {
    this.rows.push({ what, value: Number(value.toFixed(2)), unit, goal, meets });
    const verdict = goal === '' ? '' : `goal ${goal}: ${meets ? 'met' : 'missed'}`;
    console.log(`${what.padEnd(this.width)} ${value.toFixed(2).padStart(12)} ${unit.padEnd(4)} ${verdict}`.trimEnd());
  }

  atMost(what, value, unit, limit) {
    this.row(what, value, unit, `<= ${limit}`, value <= limit);
  }

  atLeast(what, value, unit, limit) {
    this.row(what, value, unit, `>= ${limit}`, value >= limit);
  }

  write(file, more) {
    const machine = { cpu: os.cpus()[0].model, cores: os.cpus().length, kernel: os.release(), date: new Date().toISOString() };
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${JSON.stringify({ commit, machine, ...more, rows: this.rows }, null, 2)}\n`);
    say(`${machine.cpu}, ${machine.cores} cores; commit ${commit}; ${file}`);
  }
}

// What a command prints; what it says when it fails is the error.
export function output(file, args, options = {}) {
  return execFileSync(file, args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], ...options });
}

// A bench whose failures pass unseen measures nothing: work() has to throw.
export async function mustFail(what, work) {
  const failed = await Promise.resolve().then(work).then(() => false, () => true);
  if (!failed) throw new Error(`${what}, and the run did not end: no figure of it can be trusted`);
}
