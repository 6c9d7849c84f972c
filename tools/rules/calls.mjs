// SPDX-License-Identifier: Apache-2.0
// What C code must not call: unsafe functions, comparisons of secrets that tell by time, SQL built
// from strings, and below server/ and cli/ anything that reads the world behind the caller's back.
import { isC, isSource, strip } from './ctext.mjs';

const bannedCalls =
  /(?<![\w.>])(strcpy|strcat|strncat|stpcpy|sprintf|vsprintf|strtok|strtok_r|gets|atoi|atol|atoll|gmtime|localtime|ctime|asctime|alloca|rand|srand|random|tmpnam|mktemp|system|popen)\s*\(/g;

function eachMatch(files, wanted, pattern, say, { literals = true } = {}) {
  const findings = [];
  for (const [name, text] of files) {
    if (!wanted(name)) continue;
    strip(text, { literals }).split('\n').forEach((line, index) => {
      for (const match of line.matchAll(pattern)) findings.push(`${name}:${index + 1}: ${say(match, line)}`);
    });
  }
  return findings;
}

export const banned = {
  name: 'banned',
  what: 'unsafe functions and goto are not used',
  check(files) {
    return [
      ...eachMatch(files, isSource, bannedCalls, (m) => `${m[1]}() is banned`),
      ...eachMatch(files, isC, /(?<!\w)goto\s+\w+\s*;/g, () => 'goto is banned'),
    ];
  },
};

const secretWord = /secret|password|\bhmac\b|_hmac\b|\bmac\b|_mac\b|access_token\b|private/i;
const comparing = /(?<!\w)(memcmp|strcmp|strncmp|strcasecmp|jt_str_equal)\s*\(([^;{]*)/g;

// Names of things around a secret, which are none themselves.
const harmless = /secret_(file|format|id|key|key_version|state|count|raw)|token_(type|endpoint|origin|file|path|url)|_type\b|hmac_version|_STR\("/gi;

// Two values of the same caller may be compared in any time; the line before says so.
const excused = /\/\* timing: /;

export const comparisons = {
  name: 'comparisons',
  what: 'secrets are compared by jt_bytes_equal_secret() alone, or a comment "timing: …" says why not',
  check(files) {
    const findings = [];
    for (const [name, text] of files) {
      if (!isSource(name)) continue;
      const lines = text.split('\n');
      strip(text).split('\n').forEach((line, index) => {
        if (excused.test(lines[index]) || excused.test(lines[index - 1] ?? '')) return;
        for (const [, call, args] of line.matchAll(comparing)) {
          if (secretWord.test(args.replace(harmless, ''))) {
            findings.push(`${name}:${index + 1}: ${call}() on what looks like a secret`);
          }
        }
      });
    }
    return findings;
  },
};

const sqlPrinted = /"[^"]*\b(SELECT|INSERT|UPDATE|DELETE|WHERE|VALUES)\b[^"]*%[-\d.*]*[sdulxz][^"]*"/g;

export const sqlText = {
  name: 'sql-text',
  what: 'no SQL is built from strings: values are bound',
  check(files) {
    const store = (name) => isSource(name);
    return [
      ...eachMatch(files, store, sqlPrinted, () => 'SQL with a printf conversion; bind the value', { literals: false }),
      ...eachMatch(files, store, /\b(sqlite3_v?m?printf|sqlite3_v?snprintf)\s*\(/g, (m) => `${m[1]}() builds SQL`),
    ];
  },
};

const world =
  /(?<![\w.>])(printf|fprintf|puts|fputs|perror|syslog|getenv|secure_getenv|setenv|time|gettimeofday|clock_gettime|getrandom)\s*\(/g;
const worldHomes = [/^src\/(server|cli|lib|bin)\//, /^src\/base\/(clock|rand)\.c$/];
const worldless = (name) => isSource(name) && !worldHomes.some((home) => home.test(name));

export const purity = {
  name: 'purity',
  what: 'below server/ and cli/: no logging, no clock, no environment',
  check: (files) => eachMatch(files, worldless, world, (m) => `${m[1]}() below server/ and cli/`),
};
