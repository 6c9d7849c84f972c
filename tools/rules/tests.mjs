// SPDX-License-Identifier: Apache-2.0
// Nothing is skipped quietly, and the tests' lock file names no registry.

export const skippedTests = {
  name: 'skipped-tests',
  what: 'no test is skipped',
  check(files) {
    const findings = [];
    const skip = /\b(skip\(\)|SKIP_RETURN_CODE|(test|it|describe|t)\.(skip|todo)\b|skip: true)/;
    for (const [name, text] of files) {
      if (!name.startsWith('tests/') || name.startsWith('tests/rules/')) continue;
      text.split('\n').forEach((line, index) => {
        if (skip.test(line)) findings.push(`${name}:${index + 1}: a skipped test`);
      });
    }
    return findings;
  },
};

export const lockFile = {
  name: 'lock-file',
  what: 'package-lock.json names no registry',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (!name.endsWith('package-lock.json')) continue;
      if (/"resolved"/.test(text)) findings.push(`${name}: "resolved" names a registry`);
      if (!/"integrity"/.test(text)) findings.push(`${name}: no integrity values`);
    }
    return findings;
  },
};
