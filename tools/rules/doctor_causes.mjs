// SPDX-License-Identifier: Apache-2.0
// The doctor's causes against the catalogue and the tests: each row says where it was seen and has a
// test that expects it, each number of the catalogue has a row, and no words lead to a cause unknown.
import { literal, macroCalls } from './ctext.mjs';

const TABLES = ['src/doctor/cause.def', 'src/doctor/cause_providers.def'];
const WORDS = 'src/doctor/words.def';
const CATALOGUE_ROWS = 84;

// JT_CAUSE(name, rows, providers, what, cure, section, seen)
function causeRows(text) {
  return macroCalls(text, 'JT_CAUSE').filter(([name]) => name !== 'name').map((args) => {
    const [name, rows, providers, what, cure, , seen] = args;
    const texts = [providers, what, cure, seen].map((one) => literal(one ?? ''));
    return {
      name,
      rows: literal(rows ?? '').split(',').filter(Boolean).map(Number),
      complete: args.length === 7 && texts.every(Boolean),
    };
  });
}

// Is it the cause that some test expects, as a member or as the argument behind the row's number?
function expects(texts, name) {
  const expected = new RegExp(`(cause: |\\(\\d+, )'${name}'`);
  return texts.some((text) => expected.test(text));
}

function unknownWords(text, causes) {
  const names = new Set(causes.map((row) => row.name));
  return macroCalls(text, 'JT_WORDS').filter((args) => args[0] !== 'status').map((args) => args[6])
    .filter((name) => !names.has(name)).map((name) => `${WORDS}: there is no cause ${name}`);
}

export const doctorCauses = {
  name: 'doctor-causes',
  what: "every cause of the doctor has a source and a test, and every number of the catalogue a cause",
  check(files) {
    const causes = causeRows(TABLES.map((name) => files.get(name) ?? '').join('\n'));
    if (causes.length === 0) return [`${TABLES[0]} has no rows`];
    const texts = [...files].filter(([name]) => /^tests\/doctor\/.*\.mjs$/.test(name)).map(([, text]) => text);
    const findings = unknownWords(files.get(WORDS) ?? '', causes);
    const seen = new Set();
    const covered = new Set();
    for (const { name, rows, complete } of causes) {
      if (!complete) findings.push(`${name}: what, cure or source is missing`);
      if (seen.has(name)) findings.push(`${name} stands there twice`);
      if (!expects(texts, name)) findings.push(`${name}: no test expects it`);
      seen.add(name);
      rows.forEach((row) => covered.add(row));
    }
    for (let row = 1; row <= CATALOGUE_ROWS; row++) {
      if (!covered.has(row)) findings.push(`row ${row} of the catalogue has no cause`);
    }
    return findings;
  },
};
