// SPDX-License-Identifier: Apache-2.0
// A server with TLS and a certificate made for the test.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { startServer, temporaryDirectory } from './server.mjs';

export function makeCertificate(directory, options = {}) {
  const { names = 'DNS:localhost,IP:127.0.0.1', prefix = '', days = 2, name = '/CN=localhost', env = {} } = options;
  const cert = path.join(directory, `${prefix}cert.pem`);
  const key = path.join(directory, `${prefix}key.pem`);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', name, '-addext', `subjectAltName=${names}`];
  const args = ['req', '-x509', ...curve, '-nodes', '-keyout', key, '-out', cert, '-days', String(days), ...subject];
  execFileSync('openssl', args, { stdio: 'pipe', env: { ...process.env, ...env } });
  fs.chmodSync(key, 0o600);
  return { cert, key, ca: fs.readFileSync(cert) };
}

export async function startTlsServer(t, options = {}) {
  const made = makeCertificate(temporaryDirectory(t));
  const args = ['--tls-cert', made.cert, '--tls-key', made.key, ...(options.args ?? [])];
  const server = await startServer(t, { ...options, args, scheme: 'https', ca: made.ca });
  server.certificate = made;
  return server;
}
