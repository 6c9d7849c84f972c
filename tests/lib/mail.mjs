// SPDX-License-Identifier: Apache-2.0
// A real SMTP server (npm smtp-server) on a port that stays the same while it goes away and comes
// back, with TLS, and what arrived there taken apart. Or one that says what a script tells it to.
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { SMTPServer } from 'smtp-server';
import { remember } from './canaries.mjs';
import { assertClean } from './leaks.mjs';

// RFC 2047 §4.1: B-encoded words, the white space between two of them left out.
function decodeWords(text) {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?B\?([^?]*)\?=/g, (_, word) => Buffer.from(word, 'base64').toString());
}

function decodeQuoted(text) {
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

// {fields: [[name, value]], headers: {name: value}, body, raw}
export function parseMail(raw) {
  const end = raw.indexOf('\r\n\r\n');
  const fields = raw.slice(0, end).replace(/\r\n(?=[ \t])/g, '').split('\r\n')
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), decodeWords(line.slice(line.indexOf(':') + 1).trim())]);
  const headers = Object.fromEntries(fields);
  const text = raw.slice(end + 4);
  const body = headers['content-transfer-encoding'] === 'quoted-printable' ? decodeQuoted(text) : text;
  return { fields, headers, body: body.replaceAll('\r\n', '\n'), raw };
}

function collect(stream) {
  return new Promise((resolve) => {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}

export class MailServer {
  // options: port, certificate ({cert, key} files), secure, user, password, and the hooks of
  // smtp-server: onMailFrom, onRcptTo; answer(mail) may return an error for the end of DATA.
  constructor(options = {}) {
    this.options = options;
    remember(options.password);
    this.mails = [];
    this.logins = 0;
    this.connections = 0;
  }

  async start() {
    const { certificate, secure = false, user, password, answer, port, ...more } = this.options;
    const tls = certificate && { cert: fs.readFileSync(certificate.cert), key: fs.readFileSync(certificate.key) };
    this.server = new SMTPServer({
      ...tls,
      secure,
      hideSTARTTLS: !certificate || secure,
      authOptional: !user,
      disableReverseLookup: true,
      logger: false,
      onConnect: (session, done) => {
        this.connections += 1;
        done();
      },
      onAuth: (auth, session, done) => {
        const good = auth.username === user && auth.password === password;
        this.logins += good ? 1 : 0;
        done(good ? null : new Error('Wrong name or password'), good ? { user } : undefined);
      },
      onData: async (stream, session, done) => {
        const mail = parseMail(await collect(stream));
        Object.assign(mail, { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((one) => one.address) });
        mail.secure = Boolean(session.secure);
        const error = await answer?.(mail);
        assertClean('a mail', mail.raw + mail.body);
        if (!error) this.mails.push(mail);
        done(error ?? null);
      },
      ...more,
    });
    this.server.on('error', () => {}); // of a client that goes away
    const listening = once(this.server.server, 'listening');
    this.server.listen(this.port ?? port ?? 0, '127.0.0.1');
    await listening;
    this.port = this.server.server.address().port;
    return this;
  }

  stop() {
    return new Promise((done) => this.server.close(done));
  }
}

export async function startMailServer(t, options) {
  const server = await new MailServer(options).start();
  t.after(() => server.stop());
  return server;
}

// replies: what is said at the greeting and to each line in turn; a function is called with the
// socket; after the last one the connection is closed. heard: everything that came.
export async function startScriptedMailServer(t, replies) {
  const state = { heard: '', connections: 0 };
  const sockets = new Set();
  const server = net.createServer((socket) => {
    let next = 0;
    let data = false;
    let pending = '';
    state.connections += 1;
    sockets.add(socket);
    const say = () => {
      const reply = replies[next++];
      if (reply === undefined) socket.destroy();
      else if (typeof reply === 'function') reply(socket);
      else socket.write(`${reply}\r\n`);
      data = typeof reply === 'string' && reply.startsWith('354');
    };
    socket.on('data', (chunk) => {
      state.heard += chunk;
      pending += chunk;
      const end = data ? '\r\n.\r\n' : '\r\n';
      if (!pending.endsWith(end)) return;
      pending = '';
      say();
    });
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    say();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.port = server.address().port;
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return state;
}
