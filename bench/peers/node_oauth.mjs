// SPDX-License-Identifier: Apache-2.0
// npm @node-oauth/oauth2-server with one client and everything in memory, on a port of its own:
//   node_oauth.mjs express    behind Express, as its users have it, its tokens JWTs signed with ES256
//   node_oauth.mjs bare       on Node's http alone, its tokens random; what the package itself can do
import http from 'node:http';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import ExpressOAuthServer from '@node-oauth/express-oauth-server';
import OAuth2Server from '@node-oauth/oauth2-server';
import express from 'express';

const SECRET = 'node-oauth-secret-0123456789abcdef';
const LIFETIME_S = 600;
const client = { id: 'bench', grants: ['client_credentials'] };
const tokens = new Map();
const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const model = {
  getClient: async (id, secret) => (id === client.id && secret === SECRET ? client : undefined),
  getUserFromClient: async () => ({ id: client.id }),
  getAccessToken: async (token) => tokens.get(token),
  validateScope: async (user, of, scope) => scope,
  saveToken: async (token, of, user) => ({ ...token, client: of, user }),
};

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = encode({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1' });

// A token that says everything need not be kept.
const signing = {
  ...model,
  generateAccessToken: async (of, user, scope) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: 'http://127.0.0.1', sub: of.id, client_id: of.id, aud: 'orders', scope: scope.join(' '), jti: randomUUID(), iat: now, exp: now + LIFETIME_S };
    const text = `${header}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  },
};

// A random one means nothing without what was saved.
const keeping = {
  ...model,
  saveToken: async (token, of, user) => {
    const saved = { ...token, client: of, user };
    tokens.set(token.accessToken, saved);
    return saved;
  },
};

function behindExpress() {
  const app = express();
  const oauth = new ExpressOAuthServer({ model: signing, accessTokenLifetime: LIFETIME_S });
  app.use(express.urlencoded({ extended: false }));
  app.post('/token', oauth.token());
  return app;
}

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function bare() {
  const oauth = new OAuth2Server({ model: keeping, accessTokenLifetime: LIFETIME_S });
  return async (req, res) => {
    const body = Object.fromEntries(new URLSearchParams(await read(req)));
    const request = new OAuth2Server.Request({ method: req.method, headers: req.headers, query: {}, body });
    const response = new OAuth2Server.Response({});
    await oauth.token(request, response).catch(() => {}); // the response says it
    const text = JSON.stringify(response.body);
    res.writeHead(response.status, { ...response.headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    res.end(text);
  };
}

const server = http.createServer(process.argv[2] === 'bare' ? bare() : behindExpress());
server.listen(0, '127.0.0.1', () => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: client.id, client_secret: SECRET, scope: 'orders.read' });
  console.log(JSON.stringify({ tokenUrl: `http://127.0.0.1:${server.address().port}/token`, form: form.toString() }));
});
