// SPDX-License-Identifier: Apache-2.0
// TLS: the whole job over https, only new protocol versions, certificates changed without a restart.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { test } from 'node:test';
import { curl } from '../lib/programs.mjs';
import { failedStart, freePorts, temporaryDirectory, waitFor } from '../lib/server.mjs';
import { makeCertificate, startTlsServer } from '../lib/tls.mjs';

const connect = (server, options) =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ port: server.port, host: '127.0.0.1', ca: server.options.ca, ...options }, () => {
      resolve({ protocol: socket.getProtocol(), peer: socket.getPeerCertificate() });
      socket.destroy();
    });
    socket.on('error', reject);
  });

test('the whole job over https', async (t) => {
  const server = await startTlsServer(t);
  const metadata = await server.metadata();
  assert.ok(metadata.issuer.startsWith('https://127.0.0.1:'));
  const token = await server.token();
  assert.equal((await server.api('GET', '/users', { token })).status, 200);
  const asked = await curl(['--cacert', server.certificate.cert, server.discoveryUrl]);
  assert.equal(JSON.parse(asked.stdout).issuer, metadata.issuer);
});

test('TLS 1.2 and 1.3, nothing older', async (t) => {
  const server = await startTlsServer(t);
  for (const version of ['TLSv1.2', 'TLSv1.3']) {
    const { protocol } = await connect(server, { minVersion: version, maxVersion: version });
    assert.equal(protocol, version);
  }
  await assert.rejects(connect(server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
});

test('plain HTTP on the TLS port gets nothing, and the server goes on', async (t) => {
  const server = await startTlsServer(t);
  const plain = await curl(['--max-time', '5', `http://127.0.0.1:${server.port}/readyz`]);
  assert.notEqual(plain.code, 0);
  assert.equal((await server.tokenAnswer()).status, 200);
});

test('SIGHUP takes the new certificate, and keeps the old one when the new one is bad', async (t) => {
  const server = await startTlsServer(t);
  const before = (await connect(server)).peer.fingerprint256;
  const { cert, key } = server.certificate;
  fs.writeFileSync(cert, 'no certificate');
  server.child.kill('SIGHUP');
  await waitFor('the complaint about the certificate', () => /cert/i.test(server.logs));
  assert.equal((await connect(server)).peer.fingerprint256, before);
  const fresh = makeCertificate(path.dirname(cert), { prefix: 'new-' });
  fs.copyFileSync(fresh.cert, cert);
  fs.copyFileSync(fresh.key, key);
  server.options.ca = fresh.ca;
  server.child.kill('SIGHUP');
  await waitFor('the new certificate', async () => {
    const now = await connect(server).catch(() => undefined);
    return now && now.peer.fingerprint256 !== before;
  });
});

test('a key that does not fit the certificate is refused at start', async (t) => {
  const directory = temporaryDirectory(t);
  const one = makeCertificate(directory);
  const two = makeCertificate(directory, { prefix: 'two-' });
  const [port, admin] = await freePorts(2);
  const where = ['--data', `${directory}/data`, '--listen', `127.0.0.1:${port}`, '--admin-listen', `127.0.0.1:${admin}`];
  const ended = await failedStart([...where, '--tls-cert', one.cert, '--tls-key', two.key]);
  assert.notEqual(ended.code, 0);
  assert.match(ended.stderr, /key/);
});
