// SPDX-License-Identifier: Apache-2.0
// Files of at most 400 lines, functions of at most 60, nesting of at most 3.
import { functions, isC, isSource, strip } from './ctext.mjs';

const FILE_LINES = 400;
const FUNCTION_LINES = 60;
const README_LINES = 150;
const NESTING = 3;

const lineCount = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const isCode = (name) => isC(name) || /\.(mjs|js|py|sh|lua|cmake)$/.test(name);

export const fileSize = {
  name: 'file-size',
  what: 'a file of code has at most 400 lines, the README fewer than 150',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      const lines = lineCount(text);
      if (isCode(name) && lines > FILE_LINES) findings.push(`${name}: ${lines} lines, at most ${FILE_LINES}`);
      if (name === 'README.md' && lines >= README_LINES) findings.push(`${name}: ${lines} lines`);
    }
    return findings;
  },
};

export const functionSize = {
  name: 'function-size',
  what: 'a C function has at most 60 lines',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (!isC(name)) continue;
      for (const { name: fn, line, length } of functions(text)) {
        if (length > FUNCTION_LINES) findings.push(`${name}:${line}: ${fn}() has ${length} lines`);
      }
    }
    return findings;
  },
};

// Braces that a control statement opens: ") {", "else {" and "do {"; a compound literal is "){".
const brace = /(\) |else |do )?\{|\}/g;

// The first line where control statements nest deeper than allowed, per function body.
function tooDeep(text) {
  const found = [];
  const open = [];
  strip(text).split('\n').forEach((line, index) => {
    if (line === '{') {
      open.length = 0;
    }
    if (line.startsWith('#') || line.endsWith('\\')) return;
    for (const [token, control] of line.matchAll(brace)) {
      if (token === '}') open.pop();
      else open.push(control !== undefined);
      if (token !== '}' && open.filter(Boolean).length === NESTING + 1) found.push(index + 1);
    }
  });
  return found;
}

export const nesting = {
  name: 'nesting',
  what: 'control statements nest at most 3 deep',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (isSource(name)) findings.push(...tooDeep(text).map((line) => `${name}:${line}: nested too deep`));
    }
    return findings;
  },
};
