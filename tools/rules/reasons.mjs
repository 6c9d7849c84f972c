// SPDX-License-Identifier: Apache-2.0
// The table of reasons read from its source, and its rows against tests/refuse: a row that can be
// reached has exactly one case, named after it; a row that cannot has none.
import { literal, macroCalls } from './ctext.mjs';

export const REASON_TABLE = 'src/oauth/reason.def';

// JT_REASON(id, kind, error, status, text, hint, section, reachable)
export function reasonRows(table) {
  const uniform = literal(/#define JT_UNIFORM_TEXT (.*)/.exec(table)?.[1] ?? '');
  return macroCalls(table, 'JT_REASON').map((args) => {
    const [id, kind, error, status, text, hint, section, reachable] = args;
    return {
      id,
      kind,
      error: literal(error ?? ''),
      status: Number(status),
      text: text === 'JT_UNIFORM_TEXT' ? uniform : literal(text ?? ''),
      hint: literal(hint ?? ''),
      section: literal(section ?? ''),
      reachable: reachable === 'true',
      complete: args.length === 8 && /^(true|false)$/.test(reachable),
    };
  });
}

export const reasonTests = {
  name: 'reason-tests',
  what: 'every reason that can be reached has its case in tests/refuse, and no other has',
  check(files) {
    const rows = reasonRows(files.get(REASON_TABLE) ?? '');
    if (rows.length === 0) return [`${REASON_TABLE} has no rows`];
    const findings = [];
    const cases = new Map();
    for (const name of files.keys()) {
      const match = /^tests\/refuse\/(\w+)\.test\.mjs$/.exec(name);
      if (match) cases.set(match[1], name);
    }
    for (const row of rows) {
      const has = cases.delete(row.id);
      if (!row.complete) findings.push(`${row.id}: the row has not its 8 members`);
      if (row.reachable && !has) findings.push(`${row.id}: no tests/refuse/${row.id}.test.mjs`);
      if (!row.reachable && has) findings.push(`${row.id}: has a case and is marked as not reachable`);
    }
    for (const name of cases.values()) findings.push(`${name}: there is no such reason`);
    return findings;
  },
};
