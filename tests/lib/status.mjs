// SPDX-License-Identifier: Apache-2.0
// Status lists as somebody else would read them: verified with npm jose, unpacked with Node's zlib; and
// the verifier of libjeton in a process of its own, asked token by token.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { inflateSync } from 'node:zlib';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { bearer } from './http.mjs';
import { build, cleanEnv } from './programs.mjs';

export const statusOf = (token) => decodeJwt(token).status.status_list;

// The list, its claims checked; bit(idx) reads it.
export async function readList(server, uri, options = {}) {
  const answer = await server.ask(uri, options);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['content-type'], 'application/statuslist+jwt');
  const keys = (server.jwks ??= createRemoteJWKSet(new URL((await server.metadata()).jwks_uri)));
  const { payload } = await jwtVerify(answer.text, keys, { subject: uri, typ: 'statuslist+jwt', clockTolerance: '2s' });
  assert.deepEqual(Object.keys(payload).sort(), ['exp', 'iat', 'status_list', 'sub', 'ttl']);
  assert.equal(payload.ttl, 5);
  assert.ok(payload.exp > payload.iat && payload.exp <= payload.iat + 3600);
  assert.equal(payload.status_list.bits, 1);
  const bits = inflateSync(Buffer.from(payload.status_list.lst, 'base64url'));
  assert.equal(bits.length, 1048576 / 8);
  return { etag: answer.headers.etag, headers: answer.headers, payload, bits, bit: (idx) => (bits[idx >> 3] >> (idx & 7)) & 1 };
}

export async function bitOf(server, token) {
  const { uri, idx } = statusOf(token);
  return (await readList(server, uri)).bit(idx);
}

// Waits for a change as a verifier would.
export function longPoll(server, uri, etag, seconds, token, more = {}) {
  const headers = { 'If-None-Match': etag, Prefer: `wait=${seconds}`, ...(token ? bearer(token) : {}), ...more };
  return server.ask(uri, { headers, timeoutMs: 40_000 });
}

// libjeton's verifier; judge(token) resolves to the verdict's name.
export async function startVerifier(t, server, waitingToken) {
  const { issuer, jwks_uri: keys } = await server.metadata();
  const args = [issuer, `${server.base}/api/identity/v1`, keys, waitingToken];
  const child = spawn(path.join(build, 'verify_tokens'), args, { env: cleanEnv(), stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = [];
  readline.createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()(line));
  const ended = new Promise((done) => child.on('close', done));
  t.after(async () => {
    child.stdin.end();
    assert.equal(await ended, 0);
  });
  return {
    judge: (token) =>
      new Promise((done) => {
        waiting.push(done);
        child.stdin.write(`${token}\n`);
      }),
  };
}
