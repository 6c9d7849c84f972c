// SPDX-License-Identifier: Apache-2.0
// How a file begins, and that it knows no particular machine.
import { isC } from './ctext.mjs';

const isScript = (name, text) => /\.(mjs|py|lua|cmake)$/.test(name) || text.startsWith('#!');

export const spdx = {
  name: 'spdx',
  what: 'every file of code says its licence in the first two lines',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (!isC(name) && !isScript(name, text) && !name.endsWith('.def')) continue;
      const head = text.split('\n', 2).join('\n');
      const c = isC(name) && !text.startsWith('/* SPDX-License-Identifier: Apache-2.0 */\n');
      if (c || !head.includes('SPDX-License-Identifier: Apache-2.0')) findings.push(`${name}: no SPDX line`);
    }
    return findings;
  },
};

export const fileComment = {
  name: 'file-comment',
  what: "a C file's first comment says its one idea",
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (isC(name) && !/^\/\*.*\*\/\n(\n)?\/\* \S/.test(text)) findings.push(`${name}: no comment after the SPDX line`);
    }
    return findings;
  },
};

export const machinePaths = {
  name: 'machine-paths',
  what: 'no path of one machine stands in a file',
  check(files, { root }) {
    const home = new RegExp(String.raw`(?<![\w.])/(home|Users)/\w|(?<![\w.$\-/])/${'ro'}ot/\w`);
    const findings = [];
    for (const [name, text] of files) {
      text.split('\n').forEach((line, index) => {
        if (line.includes(root) || home.test(line)) findings.push(`${name}:${index + 1}: a path of one machine`);
      });
    }
    return findings;
  },
};
