// SPDX-License-Identifier: Apache-2.0
// What a tool writes is what the tool would write now: generated pages and the format of C code.
import { spawnSync } from 'node:child_process';
import { isC } from './ctext.mjs';
import { manPage, MAN_PAGE, OPTION_TABLE } from './man_page.mjs';
import { reasonsPage, REASONS_PAGE } from './reasons_page.mjs';
import { REASON_TABLE } from './reasons.mjs';

export const generated = {
  name: 'generated',
  what: 'docs/reasons.md and the options of man/jetond.8 are what tools/gen_* write',
  check(files) {
    const findings = [];
    if (files.get(REASONS_PAGE) !== reasonsPage(files.get(REASON_TABLE) ?? '')) {
      findings.push(`${REASONS_PAGE} is not fresh: run tools/gen_reasons`);
    }
    const page = files.get(MAN_PAGE) ?? '';
    if (page !== manPage(page, files.get(OPTION_TABLE) ?? '')) findings.push(`${MAN_PAGE} is not fresh: run tools/gen_man`);
    return findings;
  },
};

export const format = {
  name: 'format',
  what: 'C code is as clang-format writes it',
  check(files, { root }) {
    const names = [...files.keys()].filter(isC);
    if (names.length === 0) return [];
    const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 };
    const result = spawnSync('clang-format', ['--dry-run', '-Werror', ...names], options);
    if (result.error) return [`clang-format cannot be run: ${result.error.message}`];
    const bad = new Set([...result.stderr.matchAll(/^([^\s:]+):\d+:\d+: error/gm)].map((m) => m[1]));
    if (result.status !== 0 && bad.size === 0) return [`clang-format failed: ${result.stderr.slice(0, 200)}`];
    return [...bad].map((name) => `${name}: run clang-format -i`);
  },
};
