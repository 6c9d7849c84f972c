// SPDX-License-Identifier: Apache-2.0
// Section F of the catalogue: certificates, names, clocks and proxies. No secret may leave the machine.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { freePorts, temporaryDirectory } from '../../lib/server.mjs';
import { makeCertificate } from '../../lib/tls.mjs';
import { clockShift, DAY } from '../../lib/clock.mjs';
import { causesOf } from '../examine.mjs';
import { pages, startGeneric } from '../providers/generic.mjs';

// A server with a certificate for these names; its authority is given to the doctor unless it is told not to.
const secured = (options = {}, more = {}) => async (t) => {
  const directory = temporaryDirectory(t);
  const made = makeCertificate(directory, options);
  const tls = { cert: fs.readFileSync(made.cert), key: fs.readFileSync(made.key) };
  const provider = await startGeneric(t, { tls, host: 'localhost' });
  const args = more.trusted === false ? [] : ['--ca-file', made.cert];
  return { provider, args, directory, ...more.of?.(provider, directory) };
};

export const network = [
  {
    row: 61, name: 'nginx that wants a certificate of the client',
    cause: 'client_certificate_wanted', spent: 0,
    arrange: secured({}, { of: (provider) => {
      provider.override = () => pages.clientCertificate();
      return {};
    } }),
  },
  {
    row: 61, name: 'the same at the token endpoint alone',
    cause: 'client_certificate_wanted', spent: 0,
    arrange: secured({}, { of: (provider) => {
      provider.override = (request) => request.method === 'POST' && pages.clientCertificate();
      return {};
    } }),
  },
  {
    row: 63, name: 'an authority that nobody trusts',
    cause: 'tls_untrusted', spent: 0,
    arrange: secured({}, { trusted: false }),
  },
  {
    row: 64, name: 'a certificate for another name',
    cause: 'tls_name', spent: 0,
    arrange: secured({ names: 'DNS:other.example' }),
  },
  {
    row: 65, name: 'a clock that is behind, so that the certificate is not valid yet',
    cause: 'clock_wrong', spent: 0,
    arrange: secured({}, { of: () => ({ env: clockShift(-400 * DAY) }) }),
  },
  {
    name: 'a clock that is a quarter of an hour ahead is told, and is no cause of a wrong secret',
    cause: 'secret_wrong', confidence: 'possible',
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.dateSkewS = -900;
      return { provider, secret: 'not-the-secret-0123456789abcdef' };
    },
    also: (result) => assert.ok(causesOf(result).includes('clock_wrong')),
  },
  {
    row: 66, name: 'a proxy that is not there',
    cause: 'proxy_in_the_way', spent: 0,
    arrange: async (t) => {
      const [port] = await freePorts(1);
      const proxy = `http://127.0.0.1:${port}`;
      return { provider: await startGeneric(t), issuer: 'https://auth.example.test', env: { HTTPS_PROXY: proxy, https_proxy: proxy } };
    },
  },
  {
    row: 66, name: 'a proxy that has no address',
    cause: 'proxy_not_found', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const proxy = 'http://proxy.nowhere.invalid:3128';
      return { provider: await startGeneric(t), issuer: 'https://auth.example.test', env: { HTTPS_PROXY: proxy, https_proxy: proxy } };
    },
  },
  {
    row: 63, name: 'something on the way that opens TLS',
    cause: 'tls_intercepted', confidence: 'certain', spent: 0,
    arrange: secured({ name: '/O=Zscaler Inc./CN=Zscaler Intermediate Root CA' }, { trusted: false }),
  },
  {
    row: 65, name: "a server's certificate that has ended",
    cause: 'tls_expired', spent: 0,
    arrange: secured({ env: clockShift(-30 * DAY) }),
  },
  {
    name: 'https at a port that speaks http',
    cause: 'tls_failed', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      return { provider, issuer: provider.url.replace('http:', 'https:') };
    },
  },
  {
    name: 'a file of authorities that is not there',
    cause: 'ca_file_unreadable', confidence: 'certain', spent: 0,
    arrange: async (t) => {
      const arranged = await secured()(t);
      return { ...arranged, args: ['--ca-file', `${arranged.directory}/nothing.pem`] };
    },
  },
  {
    name: 'a host that has no address',
    cause: 'host_unknown', confidence: 'certain', spent: 0,
    arrange: async (t) => ({ provider: await startGeneric(t), issuer: 'https://auth.nowhere.invalid' }),
  },
];

export const networkNot = [
  { name: 'a server with a certificate of a named authority', arrange: secured() },
  {
    name: 'a clock that is a few seconds off',
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.dateSkewS = 5;
      return { provider };
    },
  },
];
