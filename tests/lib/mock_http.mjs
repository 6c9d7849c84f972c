// SPDX-License-Identifier: Apache-2.0
// What every server made for a test needs: a free port, whole requests, a close that does not wait.
import http from 'node:http';
import https from 'node:https';

// Calls handle(request, response, incoming) when a request has come in whole. tls: options of https.
export async function listen(handle, { tls, address = '127.0.0.1', arrived = () => {} } = {}) {
  const handler = (incoming, response) => {
    const chunks = [];
    arrived(incoming, response);
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => handle({
      method: incoming.method,
      url: incoming.url,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      port: incoming.socket.localPort,
    }, response, incoming));
  };
  const server = tls ? https.createServer(tls, handler) : http.createServer(handler);
  server.keepAliveTimeout = 1000;
  await new Promise((done) => server.listen(0, address, done));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { server, port: server.address().port, scheme: tls ? 'https' : 'http', close };
}

export function json(status, object, headers = {}) {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(object),
  };
}

export function html(status, body, headers = {}) {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body };
}
