// SPDX-License-Identifier: Apache-2.0
// Arrows between layers point one way, and each third-party header has one home.
import { includes, isC, isSource } from './ctext.mjs';

// What each layer may include beside itself; what those may include comes with them.
const below = {
  base: [], codec: ['base'], crypto: ['codec'], seal: ['codec'], net: ['codec'], jose: ['codec', 'crypto'],
  oauth: ['jose'], model: ['oauth'], store: ['model', 'crypto', 'seal'], verify: ['model', 'net'],
  server: ['store', 'crypto', 'seal', 'verify', 'net'], client: ['verify', 'net', 'seal', 'model'],
  doctor: ['client', 'verify'], cli: ['doctor', 'client', 'verify'], lib: ['client', 'verify'], bin: ['server', 'cli', 'client'],
};

export function reachable(layer) {
  const seen = new Set([layer]);
  for (const one of seen) for (const next of below[one] ?? []) seen.add(next);
  return seen;
}

export const layers = {
  name: 'layers',
  what: 'a layer includes itself and the layers below it',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (!isSource(name)) continue;
      const layer = name.split('/')[1];
      if (!(layer in below)) {
        findings.push(`${name}: src/${layer} is no layer of the house`);
        continue;
      }
      const allowed = reachable(layer);
      for (const { line, header, system } of includes(text)) {
        const target = header.split('/')[0];
        if (!system && target in below && !allowed.has(target)) {
          findings.push(`${name}:${line}: ${layer} must not include ${header}`);
        }
      }
    }
    return findings;
  },
};

const homeOf = [
  [/^uv\.h$/, /^src\/server\//], [/^openssl\//, /^src\/(crypto\/|server\/http\/tls)/],
  [/^sodium(\.h|\/)/, /^src\/seal\//], [/^curl\//, /^src\/net\//], [/^(jansson|zlib)\.h$/, /^src\/codec\//],
  [/^sqlite3\.h$/, /^src\/store\/sqlite\//], [/^urcu/, /^src\/store\/registry/], [/^cmocka\.h$/, /^tests\//],
  [/^http_parser\.h$/, /^tests\/fuzz\//],
];

export const homes = {
  name: 'homes',
  what: 'each third-party header is included in its home alone',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (!isC(name) || (name.startsWith('tests/') && !name.startsWith('tests/fuzz/'))) continue;
      for (const { line, header } of includes(text)) {
        const row = homeOf.find(([third]) => third.test(header));
        if (row && !row[1].test(name)) findings.push(`${name}:${line}: <${header}> is not at home here`);
      }
    }
    return findings;
  },
};
