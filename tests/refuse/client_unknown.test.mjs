// SPDX-License-Identifier: Apache-2.0
// client_unknown: RFC 6749 §5.2.
import { randomUUID } from 'node:crypto';
import { oauthRefusal } from '../lib/refusal.mjs';

// The id of the client that stands where none was found: nobody has it, also not whoever names it.
const NOBODY = 'nobody has this id, whoever names it';
const basic = (id, secret) => ({ headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` } });

oauthRefusal('client_unknown', {
  ask: [
    (server) => server.tokenAnswer({ client_id: randomUUID(), client_secret: 'none-of-this-house' }),
    (server) => server.tokenAnswer({ client_id: NOBODY, client_secret: 'none-of-this-house' }),
    (server) => server.tokenAnswer({ client_id: NOBODY, client_secret: '' }),
    (server) => server.tokenAnswer({ client_id: ` ${NOBODY}\n`, client_secret: '"none of+this%20house"\n' }),
    (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }, basic(encodeURIComponent(NOBODY), '')),
    (server) => server.form(server.tokenUrl, { grant_type: 'client_credentials' }, basic('', 'none-of-this-house')),
  ],
  status: 401,
  error: 'invalid_client',
  uniform: true,
  description: 'Client authentication failed.',
});
