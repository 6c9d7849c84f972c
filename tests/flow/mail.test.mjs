// SPDX-License-Identifier: Apache-2.0
// The reminder before a secret ends: once to everybody who may manage API clients, whatever the mail
// server does meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { DAY } from '../lib/clock.mjs';
import { MailServer, startMailServer, startScriptedMailServer } from '../lib/mail.mjs';
import { failedStart, startServer, temporaryDirectory, waitFor } from '../lib/server.mjs';
import { makeCertificate } from '../lib/tls.mjs';

const PASSWORD = 'mail-password-that-nobody-guesses';

const dayFromNow = (days) => new Date(Date.now() + days * DAY * 1000).toISOString().slice(0, 10);
const soon = { secret: { expiresOn: dayFromNow(5) } };

// Options of jetond for a mail server on this machine, in the clear.
const plainly = (port, ...more) => [
  '--mail-server', `smtp://127.0.0.1:${port}`, '--mail-starttls=false', '--mail-from', 'jeton@example.org',
  '--mail-retry', '1', ...more,
];

// With TLS and a login; a certificate that lives as long as the clock is moved.
function securely(t, scheme) {
  const directory = temporaryDirectory(t);
  const certificate = makeCertificate(directory, { days: 400 });
  const passwordFile = path.join(directory, 'password');
  fs.writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  const args = (port, ...more) => [
    '--mail-server', `${scheme}://localhost:${port}`, '--mail-from', 'jeton@example.org', '--mail-user', 'jeton',
    '--mail-password-file', passwordFile, '--mail-ca-file', certificate.cert, '--mail-retry', '1', ...more,
  ];
  return { args, options: { certificate, user: 'jeton', password: PASSWORD, secure: scheme === 'smtps' } };
}

const query = (server, sql) =>
  execFileSync('sqlite3', [path.join(server.data, 'jeton.db'), sql]).toString().trim();
const actions = (server) =>
  query(server, "SELECT action FROM event WHERE action LIKE '%.reminder_%' ORDER BY number").split('\n');
const logged = (server, event, count = 1) =>
  waitFor(`${count} log lines ${event}`, () => server.logs.split(event).length > count);
const metric = async (server, name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await server.metrics())[1]);
const about = (mail, client) => mail.body.includes(client.clientId);

// A reminder that is queued after everything before it: when it has arrived, the others have too. A
// server asks what is due once a minute, and first of all when it starts.
async function lastOne(server, mails, days = 5) {
  const client = await server.createClient({ name: 'The last', secret: { expiresOn: dayFromNow(days) } });
  await server.restart();
  await waitFor('the last reminder', () => mails.mails.some((mail) => about(mail, client)));
  return client;
}

test('the reminder comes once, by TLS, although the mail server was down and jetond restarted', async (t) => {
  const { args, options } = securely(t, 'smtp');
  const mails = await startMailServer(t, options);
  await mails.stop();
  const server = await startServer(t, { args: args(mails.port) });
  server.secrets.add(PASSWORD);
  const client = await server.createClient({ name: 'Billing' });
  const later = await server.createClient({ name: 'Later', secret: { expiresOn: dayFromNow(92) } });

  await server.restartWithClock(75 * DAY);
  await logged(server, 'server.ready', 2);
  assert.equal(await metric(server, 'jeton_mails_queued_total'), 0, 'not before 14 days are left');

  await server.restartWithClock(77 * DAY);
  await logged(server, 'mail.no_answer', 2);
  assert.equal(await metric(server, 'jeton_mails_sent_total'), 0);
  await server.restartWithClock(77 * DAY + 3600);
  await logged(server, 'mail.no_answer', 3);

  await mails.start();
  await waitFor('the reminder', () => mails.mails.length > 0);
  await server.restartWithClock(79 * DAY);
  await waitFor('the next reminder', () => mails.mails.some((mail) => about(mail, later)));
  const [mail, ...more] = mails.mails.filter((one) => about(one, client));
  assert.deepEqual([more.length, mails.mails.length], [0, 2]);
  assert.equal(mail.secure, true);
  assert.equal(mails.logins, 2);
  assert.equal(mail.from, 'jeton@example.org');
  assert.deepEqual(mail.to, [server.bootstrap.admin_email]);
  const end = client.secrets[0].expiresAt;
  assert.equal(mail.headers.subject, `The secret of Billing ends on ${end.slice(0, 10)}`);
  assert.match(mail.headers['message-id'], /^<reminder\.[0-9a-f-]{36}\.[0-9a-f-]{36}@example\.org>$/);
  assert.match(mail.headers.date, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
  assert.ok(Math.abs(Date.parse(mail.headers.date) - Date.now() - 77 * DAY * 1000) < 2 * 3600 * 1000);
  assert.equal(mail.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(mail.headers['auto-submitted'], 'auto-generated');
  for (const words of ['Billing', client.clientId, client.secrets[0].hint, `${end} (UTC)`, 'never', server.base,
    'jeton secret rotate', `jeton secret generate ${client.key}`]) {
    assert.ok(mail.body.includes(words), `${words} in\n${mail.body}`);
  }
  assert.equal(mail.raw.includes(client.clientSecret), false);
  const both = ['api_client.reminder_queue', 'api_client.reminder_send'];
  await waitFor('the account of the second mail', () => actions(server).length >= 4);
  assert.deepEqual(actions(server), [...both, ...both]);
  assert.doesNotMatch(server.logs, /admin@/, 'no address in the log');
});

test('TLS from the first byte on, a name in any script, who uses it still, and each manager once', async (t) => {
  const { args, options } = securely(t, 'smtps');
  const mails = await startMailServer(t, options);
  const server = await startServer(t, { args: args(mails.port) });
  server.secrets.add(PASSWORD);
  await server.createUser({ email: 'ada@example.org', name: 'Ada' });
  await server.createUser({ email: 'bob@example.org', name: 'Bob' });
  await server.restartWithSql(`INSERT INTO circle_member
    SELECT circle.id, user.id FROM circle, user WHERE circle.kind = 2 AND email = 'ada@example.org'`);
  const name = 'Büro 会計 =?utf-8?Q?no?= '.repeat(5).trim();
  const client = await server.createClient({ name, permissions: [{ permission: 'member.view' }], ...soon });
  await server.token(client);
  await server.restart();
  await waitFor('the reminders', () => mails.mails.length >= 2);
  await lastOne(server, mails);
  const both = mails.mails.filter((mail) => about(mail, client));
  assert.deepEqual(both.flatMap((mail) => mail.to).sort(), ['ada@example.org', server.bootstrap.admin_email]);
  for (const mail of both) {
    assert.equal(mail.secure, true);
    assert.ok(mail.headers.subject.includes(name), mail.headers.subject);
    assert.ok(mail.body.includes(`API client   ${name}\n`), mail.body);
    assert.ok(mail.raw.split('\r\n').every((line) => line.length <= 998));
  }
  assert.ok(both.some((mail) => mail.body.startsWith('Hello Ada,\n')));
  assert.equal(new Set(both.map((mail) => mail.headers['message-id'])).size, 2);
});

test('nobody gets a mail, or the password, whose certificate nobody vouches for', async (t) => {
  const { args, options } = securely(t, 'smtp');
  const mails = await startMailServer(t, options);
  const other = makeCertificate(temporaryDirectory(t), { prefix: 'other-' });
  const server = await startServer(t, { args: args(mails.port).map((one) => (one === options.certificate.cert ? other.cert : one)) });
  await server.createClient(soon);
  await server.restart();
  await logged(server, 'mail.no_answer', 2);
  assert.match(server.logs, /certificate/i);
  assert.equal(mails.logins, 0);
  assert.equal(mails.mails.length, 0);
});

test('STARTTLS is not left out when the server does not offer it', async (t) => {
  const mails = await startMailServer(t, {});
  const args = plainly(mails.port).filter((one) => one !== '--mail-starttls=false');
  const server = await startServer(t, { args });
  await server.createClient(soon);
  await server.restart();
  await logged(server, 'mail.no_answer', 2);
  assert.equal(mails.mails.length, 0);
});

test('a wrong password is tried again with the one that stands in the file then', async (t) => {
  const { args, options } = securely(t, 'smtp');
  const mails = await startMailServer(t, options);
  const all = args(mails.port);
  const file = all[all.indexOf('--mail-password-file') + 1];
  fs.writeFileSync(file, 'last year\n');
  const server = await startServer(t, { args: all });
  server.secrets.add(PASSWORD);
  const client = await server.createClient(soon);
  await server.restart();
  await logged(server, 'mail.no_answer');
  fs.writeFileSync(file, `${PASSWORD}\n`);
  await waitFor('the reminder', () => mails.mails.some((mail) => about(mail, client)));
});

test('what the mail server does not take is tried again, and what it refuses waits long', async (t) => {
  const refusal = (code) => Object.assign(new Error('the text of the server'), { responseCode: code });
  const codes = [451, 452, 554];
  const mails = await startMailServer(t, {
    answer: (mail) => (mail.body.includes('The last') ? null : refusal(codes.shift() ?? 451)),
  });
  const server = await startServer(t, { args: plainly(mails.port) });
  await server.createClient({ name: 'Unwanted', ...soon });
  await server.restart();
  await logged(server, 'mail.refused');
  assert.equal(server.logs.split('mail.delayed').length - 1, 2);
  await waitFor('three failed attempts', async () => (await metric(server, 'jeton_mail_attempts_failed_total')) === 3);
  assert.doesNotMatch(server.logs, /the text of the server/);
  await lastOne(server, mails);
  assert.equal(mails.mails.length, 1);
  const wait = query(server, 'SELECT next - unixepoch() FROM mail WHERE state = 0');
  assert.ok(Number(wait) > 8 * 3600, wait);
});

test('a reminder that comes too late is given up with an event', async (t) => {
  const mails = await startMailServer(t, {});
  await mails.stop();
  const server = await startServer(t, { args: plainly(mails.port) });
  await server.createClient(soon);
  await server.restart();
  await logged(server, 'mail.no_answer');
  await server.restartWithClock(7 * DAY);
  await logged(server, 'mail.given_up');
  assert.deepEqual(actions(server), ['api_client.reminder_queue', 'api_client.reminder_give_up']);
  await mails.start();
  await lastOne(server, mails, 12);
  assert.equal(mails.mails.length, 1);
});

test('who renewed, revoked or deleted meanwhile is not reminded', async (t) => {
  const mails = await startMailServer(t, {});
  await mails.stop();
  const server = await startServer(t, { args: plainly(mails.port) });
  const [renewed, revoked, deleted] = [await server.createClient(soon), await server.createClient(soon), await server.createClient(soon)];
  await server.restart();
  await logged(server, 'mail.no_answer');
  assert.equal(await metric(server, 'jeton_mails_queued_total'), 3);
  const fresh = await server.api('POST', `/api-clients/${renewed.key}/secrets`, { json: {} });
  assert.equal(fresh.status, 201, fresh.text);
  server.secrets.add(fresh.json.clientSecret);
  const old = `/api-clients/${revoked.key}/secrets/${revoked.secrets[0].id}`;
  assert.equal((await server.api('DELETE', `${old}?reason=retired&tokens=keep`)).status, 204);
  assert.equal((await server.api('DELETE', `/api-clients/${deleted.key}`)).status, 204);
  await mails.start();
  await waitFor('three cancelled', () => query(server, 'SELECT count(*) FROM mail WHERE state = 4') === '3');
  await logged(server, 'mail.cancelled');
  await lastOne(server, mails);
  assert.equal(mails.mails.length, 1);
});

test('a duplicate is reminded of for itself', async (t) => {
  const mails = await startMailServer(t, {});
  const server = await startServer(t, { args: plainly(mails.port) });
  const client = await server.createClient({ name: 'First', ...soon });
  const second = await server.api('POST', `/api-clients/${client.key}/duplicate`, { json: { name: 'Second' } });
  assert.equal(second.status, 201, second.text);
  server.secrets.add(second.json.clientSecret);
  await lastOne(server, mails);
  assert.equal(mails.mails.filter((mail) => about(mail, client)).length, 1);
  assert.equal(mails.mails.some((mail) => about(mail, second.json)), false, 'its secret lives for 90 days');
});

// Whoever listens there: nothing hangs, nothing grows, and the reminder is there for the next one.
const hostile = {
  'says nothing': [() => {}],
  'greets for ever': [(socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write('220-and one more line of greeting\r\n'.repeat(100)));
    };
    socket.on('drain', more);
    more();
  }],
  'sends one endless line': [(socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write('2'.repeat(10_000)));
    };
    socket.on('drain', more);
    more();
  }],
  'speaks HTTP': ['HTTP/1.1 400 Bad Request\r\nConnection: close\r\n'],
  'hangs up at once': [],
  'is busy': ['421 too busy'],
  'drips': [(socket) => {
    const drip = setInterval(() => socket.write('2'), 50);
    socket.on('close', () => clearInterval(drip));
  }],
  'takes back what it let in': ['220 x', '250 x', '250 ok', '250 ok', '421 going down'],
};

// They mostly wait for each other.
describe('a hostile mail server', { concurrency: 4 }, () => {
  for (const [what, replies] of Object.entries(hostile)) {
    test(`it ${what}`, async (t) => {
      const bad = await startScriptedMailServer(t, replies);
      const server = await startServer(t, { args: plainly(bad.port, '--mail-timeout-ms', '500') });
      const client = await server.createClient(soon);
      await server.restart();
      await waitFor('two tries', () => /mail\.(no_answer|delayed)/.test(server.logs) && bad.connections >= 2);
      const started = performance.now();
      await server.stop();
      assert.ok(performance.now() - started < 5000, 'it stops in time');
      const mails = await startMailServer(t, {});
      server.options.args = plainly(mails.port);
      await server.start();
      await waitFor('the reminder', () => mails.mails.some((mail) => about(mail, client)));
      await lastOne(server, mails);
      assert.equal(mails.mails.filter((mail) => about(mail, client)).length, 1);
    });
  }
});

test('a mail that was handed over and never answered is not sent again', async (t) => {
  const bad = await startScriptedMailServer(t, ['220 x', '250 x', '250 ok', '250 ok', '354 go on']);
  const server = await startServer(t, { args: plainly(bad.port) });
  const client = await server.createClient(soon);
  await server.restart();
  await logged(server, 'mail.unknown');
  assert.match(bad.heard, /\r\n\.\r\n$/);
  assert.deepEqual(actions(server), ['api_client.reminder_queue', 'api_client.reminder_lose_answer']);
  const mails = await startMailServer(t, {});
  server.options.args = plainly(mails.port);
  await server.restartWithClock(DAY);
  await lastOne(server, mails, 10);
  assert.equal(mails.mails.some((mail) => about(mail, client)), false);
});

// kill -9 with the conversation at a place: before the end of the mail it is sent later, once; after
// it nobody knows, so it is not.
const places = {
  'while the recipient is checked': { replies: ['220 x', '250 x', '250 ok', () => {}], said: /RCPT TO/, arrives: true },
  'while the answer is awaited': {
    replies: ['220 x', '250 x', '250 ok', '250 ok', '354 go', () => {}], said: /\r\n\.\r\n$/, arrives: false,
  },
};

describe('killed', { concurrency: 2 }, () => {
  for (const [where, { replies, said, arrives }] of Object.entries(places)) {
    test(where, async (t) => {
      const slow = await startScriptedMailServer(t, replies);
      const server = await startServer(t, { args: plainly(slow.port) });
      const client = await server.createClient(soon);
      await server.restart();
      await waitFor(`${said}`, () => said.test(slow.heard));
      await server.createClient({ name: 'The API goes on meanwhile' });
      await server.kill9();
      const mails = await startMailServer(t, {});
      server.options.args = plainly(mails.port);
      await server.start();
      if (!arrives) await logged(server, 'mail.unknown');
      else await waitFor('the reminder', () => mails.mails.length > 0);
      await lastOne(server, mails);
      assert.equal(mails.mails.filter((mail) => about(mail, client)).length, arrives ? 1 : 0);
    });
  }
});

test('it stops in time while an answer is awaited, and says that nobody knows', async (t) => {
  const slow = await startScriptedMailServer(t, places['while the answer is awaited'].replies);
  const server = await startServer(t, { args: plainly(slow.port) });
  await server.createClient(soon);
  await server.restart();
  await waitFor('the mail', () => places['while the answer is awaited'].said.test(slow.heard));
  const started = performance.now();
  assert.equal((await server.stop()).code, 0);
  assert.ok(performance.now() - started < 5000);
  assert.match(server.logs, /mail\.unknown/);
});

test('without a mail server nothing is lost, and the operator is told', async (t) => {
  const server = await startServer(t);
  const client = await server.createClient(soon);
  await server.restart();
  await logged(server, 'mail.no_server');
  const mails = await startMailServer(t, {});
  server.options.args = plainly(mails.port);
  await server.restart();
  await waitFor('the reminder', () => mails.mails.some((mail) => about(mail, client)));
});

test('who does not want to be reminded is not', async (t) => {
  const mails = await new MailServer({}).start();
  t.after(() => mails.stop());
  const server = await startServer(t, { args: plainly(mails.port) });
  const client = await server.createClient({ secret: { expiresOn: dayFromNow(5), remind: false } });
  await lastOne(server, mails);
  assert.equal(mails.mails.some((mail) => about(mail, client)), false);
});

test('a password that cannot be read is said before anything is served', async (t) => {
  const directory = temporaryDirectory(t);
  const args = ['--data', path.join(directory, 'data'), '--listen', '127.0.0.1:0', '--admin-listen', 'none', '--public-url', 'http://127.0.0.1:1'];
  const login = ['--mail-user', 'jeton', '--mail-password-file', path.join(directory, 'none')];
  const ended = await failedStart([...args, ...plainly(25), ...login]);
  assert.equal(ended.code, 1);
  assert.match(ended.stderr, /cannot read the mail password .*\/none: No such file/);
});
