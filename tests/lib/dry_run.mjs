// SPDX-License-Identifier: Apache-2.0
// A dry run of a request that was really sent, held to what really came of it.
import assert from 'node:assert/strict';
import http from 'node:http';

const SAME = ['cause', 'also', 'proven', 'error', 'status', 'evidence', 'remedy', 'section', 'clientId', 'realm', 'endpoint', 'method', 'trace'];

// As the body of a dry run; undefined when our JSON cannot hold it (bytes that are no text, NUL).
export function asDryRun({ method, url, headers, body }) {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  if (bytes && (bytes.includes(0) || !Buffer.from(bytes.toString()).equals(bytes))) return undefined;
  const { host, pathname, search } = new URL(url);
  const own = Object.keys(headers).some((name) => name.toLowerCase() === 'host') ? {} : { Host: host };
  const text = (value) => (Array.isArray(value) ? value.map(String) : String(value));
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, text(value)]));
  return { method, path: pathname + search, headers: { ...own, ...texts }, ...(body === undefined ? {} : { body: bytes.toString() }) };
}

export const dryRun = (server, json, options = {}) => server.api('POST', '/rejections/dry-run', { json, ...options });

// What only the store knows is not tried, and a dry run says so.
function assertPassed(tried) {
  assert.deepEqual([tried.wouldSucceed, tried.status, tried.cause], [null, null, null], JSON.stringify(tried));
}

// expected.dry: 'store' when only the store knows of the refusal, 'none' when no dry run can come to it.
export async function assertDryRun(server, answer, expected = {}) {
  const sent = answer.sent && asDryRun(answer.sent);
  if (!sent || expected.dry === 'none') return;
  assert.ok(http.METHODS.includes(sent.method));
  const { status, json: tried, text } = await dryRun(server, sent);
  assert.equal(status, 200, text);
  if (expected.dry === 'store') {
    assertPassed(tried);
    return;
  }
  assert.equal(tried.wouldSucceed, false, text);
  assert.equal(tried.status, answer.status, text);
  const id = answer.headers['jeton-rejection'];
  if (id === undefined) {
    assert.deepEqual([tried.error, tried.told], [answer.json.error, answer.json.error_description]);
    return;
  }
  const real = await server.api('GET', `/rejections/${id}`);
  for (const name of SAME) assert.deepEqual(tried[name], real.json[name], `${name} of the dry run`);
  if (answer.json.error_description !== undefined) assert.equal(tried.told, answer.json.error_description);
}
