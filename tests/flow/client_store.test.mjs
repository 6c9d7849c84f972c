// SPDX-License-Identifier: Apache-2.0
// The encrypted store: what is damaged, linked, foreign or sealed with another key is not used,
// said, and replaced; a hit opens none of the large libraries.
import assert from 'node:assert/strict';
import {
  chmodSync, chownSync, copyFileSync, linkSync, lstatSync, mkdirSync, readFileSync, renameSync,
  rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { JETON, run, setUp } from '../lib/jeton.mjs';
import { clockShift } from '../lib/clock.mjs';
import { startMockAs } from '../lib/mock_as.mjs';

const flip = (file, at) => {
  const bytes = readFileSync(file);
  bytes[at < 0 ? bytes.length + at : at] ^= 1;
  writeFileSync(file, bytes);
};

const damages = {
  'a changed version': (file) => flip(file, 0),
  'a changed nonce': (file) => flip(file, 3),
  'a changed text': (file) => flip(file, 60),
  'a changed tag': (file) => flip(file, -1),
  'a cut file': (file) => writeFileSync(file, readFileSync(file).subarray(0, 50)),
  'an empty file': (file) => writeFileSync(file, ''),
  'a file that is too large': (file) => writeFileSync(file, Buffer.alloc(100_000)),
  'a longer file': (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('x')])),
  'a symbolic link': (file, home) => {
    const elsewhere = join(home.path, 'elsewhere');
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
  },
  'a link to nothing': (file) => {
    rmSync(file);
    symlinkSync('/nonexistent', file);
  },
  'a second name': (file, home) => linkSync(file, join(home.path, 'second')),
  'an empty folder': (file) => {
    rmSync(file);
    mkdirSync(file);
  },
  'a file that nobody may read': (file) => {
    if (process.getuid() === 0) chownSync(file, 65534, 65534);
    else chmodSync(file, 0);
  },
};

for (const [what, damage] of Object.entries(damages)) {
  test(`treated as absent, said, replaced: ${what}`, async (t) => {
    const { home, as, env } = await setUp(t, startMockAs);
    await run(['token'], { env });
    const file = home.tokenFile();
    damage(file, home);
    const result = await run(['token'], { env });
    assert.deepEqual([result.code, result.stdout], [0, 'token-2\n'], result.stderr);
    assert.match(result.stderr, /not used and will be replaced/);
    assert.ok(lstatSync(file).isFile());
    assert.equal(statSync(file).nlink, 1);
    const again = await run(['token'], { env });
    assert.deepEqual([again.stdout, again.stderr], ['token-2\n', '']);
    assert.equal(as.tokenRequests().length, 2);
  });
}

test('a FIFO in the place of a token holds nobody up', async (t) => {
  const { home, env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  const file = home.tokenFile();
  rmSync(file);
  await run([file], { command: '/usr/bin/mkfifo' });
  const result = await run(['token'], { env });
  assert.deepEqual([result.code, result.stdout], [0, 'token-2\n'], result.stderr);
});

test("one entry's file in the place of another is not used", async (t) => {
  const { home, env } = await setUp(t, startMockAs);
  await run(['token', '--scope', 'a'], { env });
  const [first] = home.files('.token');
  await run(['token', '--scope', 'b'], { env });
  const [second] = home.files('.token').filter((name) => name !== first);
  copyFileSync(join(home.tokens, first), join(home.tokens, second));
  const result = await run(['token', '--scope', 'b'], { env });
  assert.equal(result.stdout, 'token-3\n');
  assert.match(result.stderr, /damaged/);
});

test('another store key: said, and tokens are asked for again', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  writeFileSync(home.key, Buffer.alloc(32, 7));
  const result = await run(['token'], { env });
  assert.deepEqual([result.code, result.stdout], [0, 'token-2\n']);
  assert.match(result.stderr, /another key/);
  const again = await run(['token'], { env });
  assert.deepEqual([again.stdout, again.stderr], ['token-2\n', '']);
  assert.equal(as.tokenRequests().length, 2);
});

const keyFaults = {
  'a short one': (home) => writeFileSync(home.key, 'short'),
  'an endless one': (home) => writeFileSync(home.key, Buffer.alloc(10_000)),
  'one that others may read': (home) => chmodSync(home.key, 0o644),
  'a link': (home) => {
    renameSync(home.key, `${home.key}.real`);
    symlinkSync(`${home.key}.real`, home.key);
  },
};

for (const [what, spoil] of Object.entries(keyFaults)) {
  test(`a store key that is no good is never replaced silently: ${what}`, async (t) => {
    const { home, as, env } = await setUp(t, startMockAs);
    await run(['token'], { env });
    spoil(home);
    const result = await run(['token'], { env });
    assert.deepEqual([result.code, result.stdout], [5, '']);
    assert.match(result.stderr, /store key/);
    assert.equal(as.tokenRequests().length, 1, 'nothing is asked, for it could not be kept');
  });
}

test('JETON_STORE_KEY_FILE and a systemd credential give the key', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  const file = home.write('key', Buffer.alloc(32, 1));
  const named = { ...env, JETON_STORE_KEY_FILE: file };
  assert.equal((await run(['token'], { env: named })).stdout, 'token-1\n');
  assert.equal((await run(['token'], { env: named })).stdout, 'token-1\n');
  mkdirSync(join(home.path, 'credentials'));
  copyFileSync(file, join(home.path, 'credentials', 'jeton.store-key'));
  const systemd = { ...env, CREDENTIALS_DIRECTORY: join(home.path, 'credentials') };
  assert.equal((await run(['token'], { env: systemd })).stdout, 'token-1\n', 'the same key');
  assert.equal(as.tokenRequests().length, 1);
  const missing = await run(['token'], { env: { ...env, JETON_STORE_KEY_FILE: '/nonexistent' } });
  assert.equal(missing.code, 5);
  assert.throws(() => statSync(home.key), 'no default key is made beside a named one');
});

test('the folder is closed to others, and a foreign or linked one refused', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  chmodSync(home.tokens, 0o755);
  assert.equal((await run(['token'], { env })).stdout, 'token-1\n');
  assert.equal(statSync(home.tokens).mode & 0o777, 0o700);
  renameSync(home.tokens, `${home.tokens}.real`);
  symlinkSync(`${home.tokens}.real`, home.tokens);
  const linked = await run(['token'], { env });
  assert.equal(linked.code, 5);
  assert.match(linked.stderr, /link/);
  rmSync(home.tokens);
  if (process.getuid() === 0) {
    renameSync(`${home.tokens}.real`, home.tokens);
    chownSync(home.tokens, 65534, 65534);
    const foreign = await run(['token'], { env });
    assert.equal(foreign.code, 5);
    assert.match(foreign.stderr, /belongs to user 65534/);
  }
  assert.equal(as.tokenRequests().length, 1);
});

test('without a home there is no store, and no plaintext instead', async (t) => {
  const { as, env } = await setUp(t, startMockAs);
  const { HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, ...rest } = env;
  const result = await run(['token'], { env: { ...rest, HOME: 'relative' } });
  assert.equal(result.code, 5);
  assert.match(result.stderr, /HOME/);
  assert.equal(as.requests.length, 0);
});

test('nothing that was asked for or answered stands in the store in the clear', async (t) => {
  const { home, env } = await setUp(t, startMockAs);
  await run(['token', '--scope', 'user.manage'], { env });
  const grep = await run(['-r', '-a', '-l', '-E', 'token-1|client-1|user.manage|127.0.0.1|mock-secret',
    home.path], { command: '/bin/grep' });
  assert.equal(grep.stdout, '');
});

const opened = (trace) => trace.split('\n').filter((line) => /open(at)?\(.*= \d+$/.test(line));

for (const command of [['token'], ['token', '--json'], ['token', '--profile', 'p'],
  ['exec', '--', '/bin/true']]) {
  test(`a hit opens neither libcurl nor libcrypto nor jansson: ${command.join(' ')}`, async (t) => {
    const { as, env } = await setUp(t, startMockAs);
    const added = await run(['profile', 'add', 'p', '--issuer', as.url, '--client-id', 'client-1'],
      { env, input: as.behave.secret });
    assert.equal(added.code, 0, added.stderr);
    await run(['token'], { env });
    const trace = await run(['-f', '-e', 'trace=open,openat,flock,connect', JETON, ...command],
      { command: '/usr/bin/strace', env: { ...env, ASAN_OPTIONS: 'detect_leaks=0' } });
    assert.equal(trace.code, 0, trace.stderr);
    assert.ok(opened(trace.stderr).some((line) => line.includes('.token')), 'it read the store');
    assert.doesNotMatch(trace.stderr, /libcurl|libcrypto|libssl|libjansson|libz\.|jeton-commands/);
    assert.doesNotMatch(trace.stderr, /flock\(|connect\(/);
    assert.equal(as.tokenRequests().length, 1);
  });
}

test('cache list shows states and no tokens; cache clear empties', async (t) => {
  const { home, as, env } = await setUp(t, startMockAs);
  const none = await run(['cache', 'list'], { env });
  assert.deepEqual([none.code, none.stdout], [0, '']);
  await run(['token', '--scope', 'a'], { env });
  as.behave.lifetime = 60;
  await run(['token', '--scope', 'b'], { env });
  writeFileSync(join(home.tokens, `${'0'.repeat(64)}.token`), 'junk');
  writeFileSync(join(home.tokens, `${'0'.repeat(64)}.token.0123.tmp`), 'junk');
  const later = { env: { ...env, ...clockShift(100) } };
  const list = await run(['cache', 'list', '--json'], later);
  assert.equal(list.code, 0, list.stderr);
  const { tokens } = JSON.parse(list.stdout);
  assert.deepEqual(tokens.map((one) => one.state).sort(), ['expired', 'unreadable', 'valid']);
  const plain = await run(['cache', 'list'], later);
  assert.match(plain.stdout, /valid +\S+ +client-1/);
  assert.ok(!list.stdout.includes('token-1') && !plain.stdout.includes('token-1'));
  const clear = await run(['cache', 'clear', '--json'], { env });
  assert.deepEqual(JSON.parse(clear.stdout), { removed: 3 });
  // What stays knows secrets by keyed fingerprints alone.
  assert.deepEqual(home.files(''), ['secrets.history']);
  assert.equal((await run(['token', '--scope', 'a'], { env })).stdout, 'token-3\n');
});

test('cache clear works although the key is gone', async (t) => {
  const { home, env } = await setUp(t, startMockAs);
  await run(['token'], { env });
  writeFileSync(home.key, 'short');
  const clear = await run(['cache', 'clear'], { env });
  assert.deepEqual([clear.code, clear.stdout], [0, '1 token removed\n']);
});

test('a folder that cannot be made: the first cause is named, not what follows from it', async (t) => {
  const { env } = await setUp(t, startMockAs);
  const result = await run(['token'], { env: { ...env, XDG_STATE_HOME: '/sys/kernel/jeton/state' } });
  assert.equal(result.code, 5);
  assert.match(result.stderr, /cannot be made: (Operation not permitted|Permission denied|Read-only file system)/);
});
