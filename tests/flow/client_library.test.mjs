// SPDX-License-Identifier: Apache-2.0
// libjeton as a stranger uses it: a C program of its own, built against the headers and the library.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { BUILD, run, setUp } from '../lib/jeton.mjs';
import { startMockAs } from '../lib/mock_as.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');


const PROGRAM = `
#include <jeton/client.h>
#include <jeton/verify.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note(void *arg, const char *text)
{
    (void)arg;
    fprintf(stderr, "note: %s\\n", text);
}

static int fail(enum jeton_client_status status, struct jeton_error *error)
{
    printf("status %d\\n", status);
    if (error) {
        printf("%s|%s|%d\\n", jeton_error_oauth_error(error), jeton_error_rejection_id(error),
               jeton_error_status(error));
        fprintf(stderr, "%s %s %s\\n", jeton_error_message(error), jeton_error_next(error),
                jeton_error_description(error));
    }
    jeton_error_free(error);
    return 1;
}

static int call(struct jeton_client *client, const char *url)
{
    static const char *const headers[] = {"X-One: 1", NULL};
    struct jeton_response *response = NULL;
    struct jeton_error *error = NULL;
    enum jeton_client_status status =
        jeton_client_call(client, "POST", url, headers, "a=b", 3, &response, &error);
    if (status != JETON_CLIENT_OK) {
        return fail(status, error);
    }
    size_t len = 0;
    const char *body = jeton_response_body(response, &len);
    printf("%d %s %zu %s\\n", jeton_response_status(response),
           jeton_response_content_type(response), len, body);
    jeton_response_free(response);
    return 0;
}

/* argv: issuer, id, secret or "", then "get", "force", "refuse" or a URL to call. */
int main(int argc, char **argv)
{
    struct jeton_client *client = NULL;
    struct jeton_token *token = NULL;
    struct jeton_error *error = NULL;
    if (argc != 5 || jeton_client_new(argv[1], argv[2], &client) != JETON_CLIENT_OK) {
        return 9;
    }
    jeton_client_set_note(client, note, NULL);
    if (argv[3][0] && jeton_client_set_secret(client, argv[3], strlen(argv[3])) != JETON_CLIENT_OK) {
        return 9;
    }
    if (strncmp(argv[4], "http", 4) == 0) {
        int code = call(client, argv[4]);
        jeton_client_free(client);
        return code;
    }
    unsigned flags = strcmp(argv[4], "force") == 0 ? JETON_CLIENT_FORCE : 0;
    enum jeton_client_status status = jeton_client_get_token(client, flags, &token, &error);
    if (status != JETON_CLIENT_OK) {
        int code = fail(status, error);
        jeton_client_free(client);
        return code;
    }
    printf("%s %s %d\\n", jeton_token_value(token), jeton_token_issuer(token),
           jeton_token_is_cached(token));
    if (strcmp(argv[4], "refuse") == 0 && jeton_client_refuse_token(client, token) != JETON_CLIENT_OK) {
        return 9;
    }
    jeton_token_free(token);
    jeton_client_free(client);
    return jeton_verdict_name(JETON_TOKEN_EXP) && jeton_version() ? 0 : 9;
}
`;

// A library with a sanitizer in it needs a program with the same one, from the same compiler.
function compiler() {
  const cache = readFileSync(join(BUILD, 'CMakeCache.txt'), 'utf8');
  const entry = (name) => new RegExp(`^${name}:\\w+=(.*)$`, 'm').exec(cache)?.[1] ?? '';
  const flags = { address: ['-fsanitize=address,undefined'], thread: ['-fsanitize=thread'] };
  return { cc: entry('CMAKE_C_COMPILER') || 'cc', flags: flags[entry('JT_SANITIZE')] ?? [] };
}

let folder;
let program;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'jeton-library-'));
  program = join(folder, 'program');
  writeFileSync(`${program}.c`, PROGRAM);
  const { cc, flags } = compiler();
  execFileSync(cc, [...flags, '-std=c11', '-Wall', '-Wextra', '-Werror', '-pedantic',
    '-I', join(root, 'include'), `${program}.c`, '-o', program, '-L', BUILD, '-ljeton', `-Wl,-rpath,${BUILD}`]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const use = (args, env) => run(args, { command: program, env });

test('a token is shared with the command line, and refused ones are not used again', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const secret = as.behave.secret;
  const first = await use([as.url, 'client-1', secret, 'get'], env);
  assert.deepEqual([first.code, first.stdout], [0, `token-1 ${as.url} 0\n`], first.stderr);
  assert.equal((await run(['token'], { env })).stdout, 'token-1\n');
  const again = await use([as.url, 'client-1', '', 'refuse'], env);
  assert.equal(again.stdout, `token-1 ${as.url} 1\n`);
  assert.equal((await run(['token'], { env })).stdout, 'token-2\n');
  assert.equal((await use([as.url, 'client-1', secret, 'force'], env)).stdout, `token-3 ${as.url} 0\n`);
});

test('failures have a status and words', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const wrong = await use([as.url, 'client-1', 'wrong', 'get'], env);
  assert.equal(wrong.stdout, 'status 3\ninvalid_client|rej-0001|401\n');
  assert.equal((await use([as.url, 'client-1', '', 'get'], env)).stdout, 'status 2\n||0\n');
  assert.equal((await use([as.url, 'client-1', 'jtn_cut', 'get'], env)).stdout, 'status 5\n||0\n');
  assert.equal((await use(['http://id.example', 'c', 's', 'get'], env)).stdout, 'status 5\n||0\n');
  assert.equal((await use(['no url', 'c', 's', 'get'], env)).stdout, 'status 2\n||0\n');
  assert.equal((await use([as.url, 'c', 's', 'get'], { HOME: 'x' })).stdout, 'status 5\n||0\n');
  await as.close();
  assert.equal((await use([as.url, 'other', 's', 'get'], env)).stdout, 'status 4\n||0\n');
});

test('a call carries the token, and another when the API wants one', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  as.behave.api = (request) => (request.headers.authorization === 'Bearer token-1'
    ? as.json(401, {}, { 'www-authenticate': 'Bearer error="invalid_token"' })
    : as.json(200, { got: request.body, one: request.headers['x-one'] }));
  const result = await use([as.url, 'client-1', as.behave.secret, `${as.url}/api`], env);
  assert.equal(result.stdout, '200 application/json 23 {"got":"a=b","one":"1"}\n', result.stderr);
  const elsewhere = await use([as.url, 'client-1', '', 'https://elsewhere.example/'], env);
  assert.equal(elsewhere.stdout, 'status 5\n||0\n');
});

test('the library shows what its headers promise, and nothing else', () => {
  const symbols = execFileSync('nm', ['-D', '--defined-only', join(BUILD, 'libjeton.so.0')], { encoding: 'utf8' })
    .trim().split('\n').map((line) => line.split(' ').pop()).sort();
  const headers = execFileSync('cat', ['client.h', 'verify.h'].map((name) => join(root, 'include/jeton', name)),
    { encoding: 'utf8' });
  const promised = [...new Set([...headers.matchAll(/JETON_API[^;(]*?\b(jeton_\w+)\(/g)].map((one) => one[1]))];
  assert.ok(promised.length > 40);
  assert.deepEqual(symbols, promised.sort());
});

test('installed, program and library find what they need', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const prefix = join(folder, 'prefix');
  execFileSync('cmake', ['--install', BUILD, '--prefix', prefix], { stdio: 'ignore' });
  const installed = join(prefix, 'bin/jeton');
  const result = await run(['token'], { command: installed, env });
  assert.deepEqual([result.code, result.stdout], [0, 'token-1\n'], result.stderr);
  const mail = ['--mail-server', 'smtps://localhost', '--mail-from', 'a@example.org'];
  const checked = await run(['check-config', '--data', join(prefix, 'data'), ...mail], { command: join(prefix, 'bin/jetond'), env });
  assert.equal(checked.code, 0, checked.stderr);
  const missing = await run([join(prefix, 'bin/jeton'), join(folder, 'lonely')], { command: '/bin/cp' });
  assert.equal(missing.code, 0);
  const lonely = await run(['version'], { command: join(folder, 'lonely'), env });
  assert.equal(lonely.code, 1);
  assert.match(lonely.stderr, /libjeton-commands\.so/);
  assert.equal((await run(['token'], { command: join(folder, 'lonely'), env })).stdout, 'token-1\n');
  assert.equal(as.tokenRequests().length, 1);
});
