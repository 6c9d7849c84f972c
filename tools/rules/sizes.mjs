// SPDX-License-Identifier: Apache-2.0
// Files of at most 400 lines, functions of at most 60.
import { functions, isC } from './ctext.mjs';

const FILE_LINES = 400;
const FUNCTION_LINES = 60;
const README_LINES = 150;

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
