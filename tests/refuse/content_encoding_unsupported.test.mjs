// SPDX-License-Identifier: Apache-2.0
// content_encoding_unsupported: RFC 9110 §15.5.16.
import { gzipSync } from 'node:zlib';
import { oauthRefusal } from '../lib/refusal.mjs';

oauthRefusal('content_encoding_unsupported', {
  ask: (server) => server.form(server.tokenUrl, gzipSync('grant_type=client_credentials').toString('latin1'), { headers: { 'Content-Encoding': 'gzip' } }),
  status: 415,
  error: 'invalid_request',
  description: 'The body is compressed. Send it without Content-Encoding.',
  headers: { 'accept-encoding': 'identity' },
});
