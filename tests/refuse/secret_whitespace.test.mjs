// SPDX-License-Identifier: Apache-2.0
// secret_whitespace: RFC 6749 §2.3.1.
import { oauthRefusal } from '../lib/refusal.mjs';

const cases = [
  [(secret) => `${secret}\n`, 'a line feed (U+000A) after character 53'],
  [(secret) => ` ${secret}`, 'a space (U+0020) before the first character'],
  [(secret) => `\ufeff${secret}`, 'a byte order mark (U+FEFF) before the first character'],
  [(secret) => `${secret.slice(0, 9)}\u200b${secret.slice(9)}`, 'a zero-width space (U+200B) after character 9'],
  [(secret) => `'${secret}'`, "an apostrophe (U+0027) before the first character and an apostrophe (U+0027) after character 54"],
];
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

for (const [disguise, words] of cases) {
  oauthRefusal('secret_whitespace', {
    ask: (server) => {
      const { client_id, client_secret } = server.credentials;
      return server.tokenAnswer({ client_id, client_secret: disguise(client_secret) });
    },
    status: 401,
    error: 'invalid_client',
    proven: true,
    description: 'The client secret has white space, invisible characters or quotes in or around it. Take them away.',
    detail: new RegExp(`^There is ${literal(words)}\\.$`),
    evidence: new RegExp(`was presented, with ${literal(words)}\\.$`),
  });
}
