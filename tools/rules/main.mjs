// SPDX-License-Identifier: Apache-2.0
// Runs every rule over the tracked files and says what breaks it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rules } from './rules.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

// Files that git knows or would add, so that a new file is checked before its commit.
function trackedFiles() {
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 };
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], options);
  const files = new Map();
  for (const name of listed.split('\0').filter(Boolean)) {
    const full = path.join(root, name);
    const stat = fs.lstatSync(full, { throwIfNoEntry: false });
    if (stat?.isFile() && stat.size < 1 << 20) files.set(name, fs.readFileSync(full, 'utf8'));
  }
  return files;
}

const wanted = process.argv.slice(2);
if (wanted.includes('--list')) {
  for (const rule of rules) console.log(`${rule.name.padEnd(16)} ${rule.what}`);
  process.exit(0);
}
const unknown = wanted.filter((name) => !rules.some((rule) => rule.name === name));
if (unknown.length > 0) {
  console.error(`check_rules: no rule is called ${unknown.join(', ')}; --list names them`);
  process.exit(2);
}

const files = trackedFiles();
let failed = 0;
const chosen = rules.filter((rule) => wanted.length === 0 || wanted.includes(rule.name));
for (const rule of chosen) {
  const findings = rule.check(files, { root });
  for (const finding of findings) console.log(`${rule.name}: ${finding}`);
  failed += findings.length > 0 ? 1 : 0;
}
console.log(`rules: ${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
