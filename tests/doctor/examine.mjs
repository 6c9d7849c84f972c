// SPDX-License-Identifier: Apache-2.0
// Runs `jeton doctor` against a provider and holds it to its word: what it found, how sure it is, how
// many secrets it has sent by its own account and by the provider's, and that none is shown.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { temporaryDirectory } from '../lib/server.mjs';
import { jeton, run } from '../lib/programs.mjs';

// Every way in which a secret could stand in a text.
function disguises(secret, id) {
  const trimmed = secret.trim();
  const all = [secret, trimmed, encodeURIComponent(trimmed), Buffer.from(trimmed).toString('base64')];
  all.push(Buffer.from(`${id}:${trimmed}`).toString('base64'));
  all.push(Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(trimmed)}`).toString('base64'));
  try {
    all.push(decodeURIComponent(trimmed));
  } catch {
    // Not encoded.
  }
  return [...new Set(all)].filter((text) => text.length >= 8);
}

function assertSilent(texts, secrets, id) {
  for (const secret of secrets) {
    for (const form of disguises(secret, id)) {
      for (const [where, text] of Object.entries(texts)) {
        assert.ok(!text.includes(form), `the secret stands in ${where}`);
      }
    }
  }
}

function isMask(secret) {
  return new Set(secret.trim()).size < 3;
}

// What doctor said of provider: { code, json, stderr, report }. options: issuer, clientId, secret, args,
// env, input, home, secrets (more that must not be shown).
export async function examine(t, provider, options = {}) {
  const home = options.home ?? temporaryDirectory(t, 'doctor-');
  const { issuer = provider.issuer, clientId = provider.clientId, secret = provider.secret } = options;
  const report = path.join(home, `report-${randomUUID()}.txt`);
  const args = ['doctor', '--json', '--report', report];
  if (options.input === undefined) {
    const file = path.join(home, 'secret');
    fs.writeFileSync(file, secret, { mode: 0o600 });
    args.push('--client-id', clientId, '--client-secret-file', file);
  } else {
    args.push('--curl', '-');
  }
  if (issuer) args.push('--issuer', issuer);
  args.push(...(options.args ?? []));
  const before = provider.secretAttempts;
  const env = { HOME: home, XDG_CONFIG_HOME: `${home}/config`, XDG_STATE_HOME: `${home}/state`, ...options.env };
  const said = await run(jeton, args, { env, input: options.input });
  const kept = fs.existsSync(report) ? fs.readFileSync(report, 'utf8') : '';
  const secrets = [secret, ...(options.secrets ?? [])].filter((one) => !isMask(one));
  assertSilent({ stdout: said.stdout, stderr: said.stderr, report: kept }, secrets, clientId);
  assert.ok(said.stdout.startsWith('{'), `jeton ${args.join(' ')}: ${said.code}\n${said.stdout}\n${said.stderr}`);
  return {
    ...said, home, report: kept, json: JSON.parse(said.stdout), spent: provider.secretAttempts - before,
  };
}

const told = (result) => JSON.stringify(result.json, null, 1);

export function assertSpent(result, spent) {
  assert.equal(result.json.attempts.spent, spent, `attempts by its own account\n${told(result)}`);
  assert.equal(result.spent, spent, `attempts by the provider's account\n${told(result)}`);
}

// The first cause, how sure, the row of the catalogue, what it cost.
export function assertCause(result, { cause, row, confidence, spent, apart, beside }) {
  const [first] = result.json.causes;
  assert.equal(first?.cause, cause, told(result));
  if (confidence) assert.equal(first.confidence, confidence, told(result));
  if (row) assert.ok(first.rows.includes(row), `row ${row}: ${told(result)}`);
  assert.ok(first.what && first.remedy && first.evidence.length > 0, told(result));
  if (spent !== undefined) assertSpent(result, spent);
  for (const other of apart ?? []) assertApart(result, [cause, other]);
  assert.equal(result.code, 6, told(result));
  assert.notEqual(result.json.verdict, 'well');
  // A near miss would stand here: nothing else may be sure, but what follows from the cause.
  const others = result.json.causes.slice(1).filter((one) => one.confidence !== 'possible').map((one) => one.cause);
  assert.deepEqual(others, beside ?? [], told(result));
}

export function assertApart(result, causes) {
  const found = result.json.cannot_tell_apart.some((one) => causes.every((cause) => one.causes.includes(cause)));
  assert.ok(found, `${causes} cannot be told apart: ${told(result)}`);
}

export function assertWell(result, { spent = 1 } = {}) {
  assert.equal(result.json.verdict, 'well', told(result));
  assert.deepEqual(result.json.causes.filter((one) => one.confidence !== 'possible'), [], told(result));
  assert.equal(result.code, 0, told(result));
  assertSpent(result, spent);
}

// It is named, first or not.
export function assertNamed(result, { cause, confidence }) {
  const found = result.json.causes.find((one) => one.cause === cause);
  assert.ok(found, `${cause} is not named: ${told(result)}`);
  if (confidence) assert.equal(found.confidence, confidence, told(result));
}

export function causesOf(result) {
  return result.json.causes.map((one) => one.cause);
}

// One test for each case: { row, name, cause, confidence, spent, apart, arrange(t), also(result, arranged) }.
// arrange gives examine's options with the provider. Without a cause all must be well.
export function runCases(cases) {
  for (const one of cases) {
    const title = one.row ? `row ${one.row}: ${one.name}` : one.name;
    test(title, async (t) => {
      const arranged = await one.arrange(t);
      const result = await examine(t, arranged.provider, arranged);
      if (one.cause) assertCause(result, one);
      else if (one.not) for (const cause of [one.not].flat()) assert.ok(!causesOf(result).includes(cause), told(result));
      else assertWell(result, one);
      await one.also?.(result, arranged);
    });
  }
}

// A command line as somebody would paste it.
export function curlLine(url, words) {
  return `curl ${words.join(' ')} '${url}'\n`;
}
