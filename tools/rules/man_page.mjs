// SPDX-License-Identifier: Apache-2.0
// The options in jetond's man page, from the program's own table; the prose around them is by hand.
import { literal, macroCalls } from './ctext.mjs';

export const OPTION_TABLE = 'src/server/config/option.def';
export const MAN_PAGE = 'man/jetond.8';

const BEGIN = '.\\" options: begin, written by tools/gen_man\n';
const END = '.\\" options: end\n';

// JT_OPTION(name, kind, field, default, value name, min, max, help)
export function optionRows(table) {
  return macroCalls(table, 'JT_OPTION(?:_AT_START)?').map(([name, kind, , initial, value, , , help]) => ({
    name: literal(name),
    kind,
    initial: literal(initial),
    value: literal(value),
    help: literal(help),
  }));
}

const escape = (text) => text.replace(/\\/g, '\\e').replace(/-/g, '\\-').replace(/^([.'])/, '\\&$1');

function optionText({ name, kind, initial, value, help }) {
  const head = `.TP\n.B \\-\\-${escape(name)}${value ? ` \\fI${escape(value)}\\fR` : ''}\n`;
  const shown = kind !== 'FLAG' && initial !== '' ? ` (default ${escape(initial)})` : '';
  return `${head}${escape(help)}${shown}.\n`;
}

// The page with its options as the table has them; undefined when the page has no place for them.
export function manPage(page, table) {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) return undefined;
  return `${before}${BEGIN}${optionRows(table).map(optionText).join('')}${END}${after}`;
}
