// SPDX-License-Identifier: Apache-2.0
// Each rule of tools/check_rules can fail: a file that breaks it is found, its good sibling is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rules } from '../../tools/rules/rules.mjs';
import { reasonsPage } from '../../tools/rules/reasons_page.mjs';

const spdx = '/* SPDX-License-Identifier: Apache-2.0 */\n';
const head = `${spdx}/* One idea. */\n`;
const row = (id, reachable) =>
  `JT_REASON(${id}, REQUEST, "invalid_request", 400, "A (text), "\n "in two.", "Hint.", "RFC 1 §2", ${reachable})\n`;
const body = (lines) => `${head}int f(int a)\n{\n${'    a++;\n'.repeat(lines - 2)}}\n`;

const nested = (depth) => {
  const indent = (level) => '    '.repeat(level);
  let text = `${indent(depth + 1)}a++;\n`;
  for (let i = depth; i > 0; i--) text = `${indent(i)}if (${i}) {\n${text}${indent(i)}}\n`;
  return `${head}int f(int a)\n{\n${text}}\n`;
};

// rule: [[path, text] that breaks it, …], [[path, text] that does not, …]
const cases = {
  layers: [
    [['src/base/a.c', `${head}#include "store/store.h"\n`], ['src/client/a.c', `${head}#include "server/log.h"\n`],
      ['src/server/a.c', `${head}#include "client/cache.h"\n`], ['src/extra/a.c', head]],
    [['src/store/a.c', `${head}#include "base/str.h"\n#include "model/user.h"\n/* #include "server/log.h" */\n`]],
  ],
  homes: [
    [['src/jose/a.c', `${head}#include <openssl/evp.h>\n`], ['src/server/http/loop.c', `${head}#include <openssl/ssl.h>\n`],
      ['src/store/store.c', `${head}#include <sqlite3.h>\n`]],
    [['src/server/http/tls_io.c', `${head}#include <openssl/ssl.h>\n`], ['src/net/a.c', `${head}#include <curl/curl.h>\n`]],
  ],
  'file-size': [
    [['src/base/a.c', 'x\n'.repeat(401)], ['README.md', 'x\n'.repeat(150)]],
    [['src/base/a.c', 'x\n'.repeat(400)], ['README.md', 'x\n'.repeat(149)], ['docs/a.md', 'x\n'.repeat(999)]],
  ],
  'function-size': [[['src/base/a.c', body(61)]], [['src/base/a.c', body(60) + body(60)]]],
  nesting: [
    [['src/base/a.c', nested(4)], ['src/base/b.c', nested(4).replace('if (3)', 'do')]],
    [['src/base/a.c', nested(3)], ['src/base/b.c', nested(3).replace('a++;', 'f((struct s){.a = {{1}}});')]],
  ],
  banned: [
    [['src/base/a.c', 'strcpy(a, b);'], ['src/base/b.c', 'goto out;'], ['src/base/c.c', 'x = atoi (y);']],
    [['src/base/a.c', '/* strcpy(a, b) */ "gets(x)"; jt_strcpy(a); x->rand(y); snprintf(a);']],
  ],
  comparisons: [
    [['src/oauth/a.c', 'if (memcmp(a->secret, b, 32) == 0)'], ['src/oauth/b.c', 'strcmp(password, x)'],
      ['src/oauth/c.c', 'jt_str_equal(client_secret, x)']],
    [['src/oauth/b.c', '/* timing: both came together */\nmemcmp(secret, other_secret, 2);'],
      ['src/oauth/a.c', 'memcmp(a->key, b->key, 16); jt_bytes_equal_secret(secret, x, 32); strcmp(token_type, b)']],
  ],
  'sql-text': [
    [['src/store/a.c', 'printf("SELECT * FROM a WHERE b = %s", x);'], ['src/store/b.c', 'sqlite3_mprintf(x);']],
    [['src/store/a.c', 'prepare("SELECT a FROM b WHERE c = ?1");']],
  ],
  purity: [
    [['src/store/a.c', 'fprintf(stderr, x);'], ['src/codec/a.c', 'getenv("A");'], ['src/model/a.c', 'now = time(NULL);']],
    [['src/server/a.c', 'getenv("A");'], ['src/base/clock.c', 'clock_gettime(a, b);'], ['src/codec/a.c', 'snprintf(a); jt_time(b);']],
  ],
  spdx: [
    [['src/base/a.c', '/* One idea. */\n'], ['tools/x', '#!/usr/bin/env bash\necho\n'], ['tests/lib/a.mjs', 'export {};\n']],
    [['src/base/a.c', head], ['tools/x', '#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n']],
  ],
  'file-comment': [[['src/base/a.h', `${spdx}#ifndef A\n`]], [['src/base/a.h', `${head}#ifndef A\n`]]],
  'machine-paths': [
    [['docs/a.md', `see /ho${'me/'}ada/jeton`], ['docs/b.md', 'in /the/house/src'], ['docs/c.md', `cd ${'/ro'}${'ot/'}x`]],
    [['docs/a.md', 'https://example.org/home/ada, src/roots/x, /etc/jetond']],
  ],
  'skipped-tests': [
    [['tests/flow/a.test.mjs', 'test.skip("later", f)'], ['tests/unit/base/test_a.c', 'skip();']],
    [['tests/flow/a.test.mjs', 'test("we skip() nothing", f)'.replace('skip()', 'skip')]],
  ],
  'lock-file': [
    [['tests/package-lock.json', '{"resolved": "x", "integrity": "y"}'], ['console/package-lock.json', '{}']],
    [['tests/package-lock.json', '{"integrity": "y"}']],
  ],
};

const context = { root: '/the/house' };
const found = (name, entries) => rules.find((rule) => rule.name === name).check(new Map(entries), context);

for (const [name, [bad, good]] of Object.entries(cases)) {
  test(`${name} finds what breaks it`, () => {
    for (const entry of bad) assert.notEqual(found(name, [entry]).length, 0, `missed ${entry[0]}: ${entry[1].slice(0, 80)}`);
  });
  test(`${name} leaves good files alone`, () => assert.deepEqual(found(name, good), []));
}

test('reason-tests wants exactly the reachable rows', () => {
  const table = ['src/oauth/reason.def', head + row('one', true) + row('two', false)];
  const file = (id) => [`tests/refuse/${id}.test.mjs`, ''];
  assert.deepEqual(found('reason-tests', [table, file('one')]), []);
  assert.equal(found('reason-tests', [table]).length, 1);
  assert.equal(found('reason-tests', [table, file('one'), file('two')]).length, 1);
  assert.equal(found('reason-tests', [table, file('one'), file('three')]).length, 1);
  assert.equal(found('reason-tests', []).length, 1);
});

test('doctor-causes wants a source and a test for each cause, and all of the catalogue', () => {
  const all = Array.from({ length: 84 }, (_, at) => at + 1).join(',');
  const cause = (name, rows = all, seen = 'a#1') => `JT_CAUSE(${name}, "${rows}", "any", "What.", "Cure.", "", "${seen}")\n`;
  const check = (rows, words = '', tested = "cause: 'one',") => found('doctor-causes', [
    ['src/doctor/cause.def', head + rows], ['src/doctor/words.def', words], ['tests/doctor/cases/a.mjs', tested],
  ]);
  const words = (name) => `JT_WORDS(400, "", "x", 0, SENT, LIKELY, ${name}, "y")\n`;
  assert.deepEqual(check(cause('one'), words('one')), []);
  assert.equal(check(cause('one'), words('two')).length, 1);
  assert.equal(check(cause('one', '1,2')).length, 82);
  assert.equal(check(cause('one', all, '')).length, 1);
  assert.equal(check(cause('one') + cause('one')).length, 1);
  assert.equal(check(cause('one'), '', "cause: 'one_more',").length, 1);
  assert.equal(found('doctor-causes', []).length, 1);
});

test('generated wants the pages that the tables make', () => {
  const reasons = head + row('one', true);
  const options = 'JT_OPTION("listen-to", TEXT, a, "1", "N", 0, 0,\n  "some -- "\n  "help")\n';
  const man = '.\\" options: begin, written by tools/gen_man\n.TP\n.B \\-\\-listen\\-to \\fIN\\fR\nsome \\-\\- help (default 1).\n.\\" options: end\n';
  const files = (changed) => Object.entries({
    'src/oauth/reason.def': reasons, 'docs/reasons.md': reasonsPage(reasons), 'src/server/config/option.def': options, 'man/jetond.8': man, ...changed,
  });
  assert.match(reasonsPage(reasons), /> A \(text\), in two\.\n\nStatus 400, `invalid_request`; RFC 1 §2\./);
  assert.deepEqual(found('generated', files({})), []);
  assert.equal(found('generated', files({ 'docs/reasons.md': 'x' })).length, 1);
  assert.equal(found('generated', files({ 'man/jetond.8': man.replace('default 1', 'default 2') })).length, 1);
  assert.equal(found('generated', files({ 'man/jetond.8': 'no place for options' })).length, 1);
});

test('format finds a badly formatted file', (t) => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'jeton-rules-'));
  t.after(() => fs.rmSync(root, { recursive: true }));
  fs.writeFileSync(path.join(root, 'good.c'), 'int a;\n');
  fs.writeFileSync(path.join(root, 'bad.c'), 'int   a ;\n');
  const format = rules.find((rule) => rule.name === 'format');
  const check = (...names) => format.check(new Map(names.map((name) => [name, ''])), { root });
  assert.deepEqual(check('good.c'), []);
  assert.equal(check('good.c', 'bad.c').length, 1);
});

test('every rule is tested here', () => {
  const tested = [...Object.keys(cases), 'reason-tests', 'doctor-causes', 'generated', 'format'].sort();
  assert.deepEqual(rules.map((rule) => rule.name).sort(), tested);
});
