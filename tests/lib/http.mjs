// SPDX-License-Identifier: Apache-2.0
// One HTTP request, and its answer as it came: status, headers in order, bytes. No retries, and no agent but the one given.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { rememberExchange } from './canaries.mjs';

export function request(url, { method = 'GET', headers = {}, body, ca, servername, agent = false, timeoutMs = 20_000 } = {}) {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith('https:');
    const options = { method, headers, agent, timeout: timeoutMs };
    if (secure) Object.assign(options, { ca, servername });
    const req = (secure ? https : http).request(url, options, (res) => {
      const chunks = [];
      res.on('data', (chunk) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => {
        const got = answer(res, Buffer.concat(chunks));
        rememberExchange({ headers, body }, got.text);
        resolve(Object.defineProperty(got, 'sent', { value: { method, url, headers, body } }));
      });
    });
    req.on('timeout', () => req.destroy(new Error(`no answer from ${url} in ${timeoutMs} ms`)));
    req.on('error', reject);
    req.end(body);
  });
}

// Expects this status, and resolves to the answer.
export async function ok(answer, status = 200) {
  const got = await answer;
  assert.equal(got.status, status, got.text);
  return got;
}

function answer(res, bytes) {
  const text = bytes.toString();
  return {
    status: res.statusCode,
    headers: res.headers,
    rawHeaders: res.rawHeaders,
    bytes,
    text,
    get json() {
      return JSON.parse(text);
    },
  };
}

export const formType = 'application/x-www-form-urlencoded';

// fields: an object, an array of pairs (for duplicates), or a string that is sent as it is.
export function postForm(url, fields, { headers = {}, ...rest } = {}) {
  const body = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString();
  const length = Buffer.byteLength(body);
  return request(url, {
    method: 'POST',
    headers: { 'Content-Type': formType, 'Content-Length': length, ...headers },
    body,
    ...rest,
  });
}

export function postJson(url, value, { headers = {}, method = 'POST', ...rest } = {}) {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return request(url, {
    method,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headers },
    body,
    ...rest,
  });
}

// RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
export function basic(id, secret) {
  const encode = (text) => encodeURIComponent(text).replace(/%20/g, '+');
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}

export const rawBasic = (text) => `Basic ${Buffer.from(text).toString('base64')}`;
export const bearer = (token) => ({ Authorization: `Bearer ${token}` });

// Sends bytes as they are and resolves to everything that came until the server closed, or until the
// silence after the last byte lasted quietMs. {text, closed}
export function raw(port, parts, { quietMs = 700, host = '127.0.0.1' } = {}) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    const socket = net.connect(port, host);
    const finish = (closed) => {
      socket.destroy();
      resolve({ text: Buffer.concat(chunks).toString('latin1'), closed });
    };
    socket.setTimeout(quietMs, () => finish(false));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => finish(true));
    socket.on('error', (error) => (chunks.length || error.code === 'ECONNRESET' ? finish(true) : reject(error)));
    socket.on('connect', () => {
      for (const part of [parts].flat()) socket.write(part);
    });
  });
}

// Status codes of the answers in a raw reply, in order.
export const statuses = (text) => [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map((m) => Number(m[1]));
