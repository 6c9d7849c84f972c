// SPDX-License-Identifier: Apache-2.0
// Section C of the catalogue: the secret.
import { rawDecode } from '../providers/provider.mjs';
import { startEntra } from '../providers/entra.mjs';
import { startGeneric } from '../providers/generic.mjs';
import { startHydra } from '../providers/hydra.mjs';
import { startKeycloak } from '../providers/keycloak.mjs';
import { startOdc } from '../providers/odc.mjs';
import { startOkta } from '../providers/okta.mjs';
import { temporaryDirectory } from '../../lib/server.mjs';
import { assertNamed, curlLine, examine } from '../examine.mjs';

const WRONG = 'not-the-secret-of-this-client-0123';
const RESERVED = 'p+lus/sl=ash%41&amp-0123456789abc';
const BASIC = ['--auth-method', 'client_secret_basic'];

const at = (start, more) => async (t) => {
  const provider = await start(t);
  return { provider, ...(typeof more === 'function' ? await more(provider, t) : more) };
};
const entra = (secret) => at(startEntra, (provider) => ({ secret: secret ?? provider.secret, args: ['--scope', provider.scope] }));
const spoiled = (spoil) => at(startGeneric, (provider) => ({ secret: spoil(provider.secret), secrets: [provider.secret] }));

// A secret that has worked, and does no more.
const workedBefore = (start, change) => async (t) => {
  const provider = await start(t);
  const { home } = await examine(t, provider);
  const { secret } = provider;
  change(provider);
  return { provider, home, secret };
};

const curlTo = (provider, where, words) => ({ provider, input: curlLine(where, words) });
const grant = '-d grant_type=client_credentials';

export const secret = [
  {
    row: 25, name: 'a wrong secret at Keycloak',
    cause: 'secret_wrong', confidence: 'likely', spent: 1, apart: ['secret_expired', 'secret_superseded'],
    arrange: at(startKeycloak, { secret: WRONG }),
  },
  {
    row: 25, name: 'a wrong secret at an old Keycloak',
    cause: 'secret_wrong', confidence: 'likely', spent: 1,
    arrange: at((t) => startKeycloak(t, { version: 'old' }), { secret: WRONG }),
  },
  {
    row: 26, name: 'a wrong secret at Okta',
    cause: 'secret_wrong', confidence: 'likely', spent: 1,
    arrange: at(startOkta, { secret: WRONG, args: ['--scope', 'orders.read'] }),
  },
  {
    row: 25, name: 'a wrong secret at Hydra, which says so',
    cause: 'secret_wrong', confidence: 'likely', spent: 1,
    arrange: at(startHydra, { secret: WRONG }),
  },
  {
    row: 27, name: "the secret's id instead of its value at Entra ID",
    cause: 'secret_id_pasted', spent: 0,
    arrange: entra('b7d1c3e5-90a2-4f64-8b13-c5e7d9f01a2b'),
  },
  {
    row: 27, name: 'a wrong value at Entra ID',
    cause: 'secret_wrong', confidence: 'likely', spent: 1,
    arrange: entra(WRONG),
  },
  {
    row: 28, name: 'an expired secret at Entra ID',
    cause: 'secret_expired', confidence: 'likely', spent: 1,
    arrange: async (t) => {
      const arranged = await entra()(t);
      arranged.provider.client.expired = true;
      return arranged;
    },
  },
  {
    row: 29, name: 'a secret of Keycloak that worked and does no more',
    cause: 'secret_expired', confidence: 'likely', spent: 1, apart: ['secret_superseded'],
    arrange: workedBefore(startKeycloak, (provider) => (provider.client.secret = 'rotated-0123456789')),
    also: (result) => {
      if (!result.json.history?.lastSuccess) throw new Error('the last success is not told');
    },
  },
  {
    row: 30, name: 'a secret of ODC that worked and does no more',
    cause: 'secret_expired', confidence: 'likely', spent: 1, apart: ['secret_superseded'],
    arrange: workedBefore(startOdc, (provider) => (provider.client.secret = 'generated-anew-0123456789')),
  },
  {
    row: 32, name: 'a carriage return and a line feed too many',
    cause: 'secret_whitespace', confidence: 'likely', spent: 1,
    arrange: spoiled((text) => `${text}\r\n\r\n`),
  },
  {
    row: 32, name: 'a blank before it',
    cause: 'secret_whitespace', confidence: 'likely', spent: 1,
    arrange: spoiled((text) => ` ${text}`),
  },
  {
    row: 32, name: 'a no-break space behind it',
    cause: 'secret_whitespace', confidence: 'likely', spent: 1,
    arrange: spoiled((text) => `${text}\u00a0`),
  },
  {
    row: 32, name: 'a byte order mark before it',
    cause: 'secret_whitespace', confidence: 'likely', spent: 1,
    arrange: spoiled((text) => `\ufeff${text}`),
  },
  {
    row: 32, name: 'a zero-width space within it',
    cause: 'secret_whitespace', confidence: 'likely', spent: 1,
    arrange: spoiled((text) => `${text.slice(0, 9)}\u200b${text.slice(9)}`),
  },
  {
    row: 32, name: 'quotes around it',
    cause: 'secret_quoted', confidence: 'likely', spent: 1,
    arrange: spoiled((text) => `"${text}"`),
  },
  {
    row: 32, name: 'a blank that is taken out proves it',
    cause: 'secret_whitespace', confidence: 'certain', spent: 2,
    arrange: at(startGeneric, (provider) => ({
      secret: `${provider.secret} `, secrets: [provider.secret], args: ['--try-repairs'],
    })),
  },
  {
    row: 33, name: 'a secret that was percent-encoded by hand',
    cause: 'secret_percent_encoded', confidence: 'likely', spent: 2,
    arrange: at((t) => startGeneric(t, { secret: RESERVED }), { secret: encodeURIComponent(RESERVED), secrets: [RESERVED] }),
  },
  {
    row: 33, name: 'decoding it proves that it was percent-encoded',
    cause: 'secret_percent_encoded', confidence: 'certain', spent: 2,
    arrange: at((t) => startGeneric(t, { secret: RESERVED }), {
      secret: encodeURIComponent(RESERVED), secrets: [RESERVED], args: ['--try-repairs'],
    }),
  },
  {
    row: 34, name: 'curl -d with a secret that needs encoding',
    cause: 'form_not_encoded',
    arrange: async (t) => {
      const provider = await startGeneric(t, { secret: RESERVED });
      return curlTo(provider, `${provider.url}/oauth/token`, [grant, `-d client_id=${provider.clientId}`, `-d 'client_secret=${RESERVED}'`]);
    },
  },
  {
    row: 35, name: 'curl -u with a secret that the server decodes',
    cause: 'basic_not_encoded',
    arrange: async (t) => {
      const provider = await startKeycloak(t, { secret: RESERVED });
      return curlTo(provider, provider.tokenOf('main'), [grant, `-u '${provider.clientId}:${RESERVED}'`]);
    },
  },
  {
    row: 36, name: 'a server that does not decode Basic',
    cause: 'basic_not_decoded', confidence: 'likely', spent: 2, apart: ['auth_method_mismatch'],
    arrange: at((t) => startKeycloak(t, { version: 'old', secret: RESERVED }), { args: BASIC }),
  },
  {
    row: 36, name: 'the same at a server of no known make',
    cause: 'basic_not_decoded', confidence: 'likely', spent: 2, apart: ['auth_method_mismatch'],
    arrange: async (t) => {
      const provider = await startGeneric(t, { secret: RESERVED });
      provider.server.decode = rawDecode;
      return { provider, args: BASIC };
    },
  },
  {
    row: 40, name: 'a variable that was not expanded',
    cause: 'shell_changed_secret', confidence: 'likely', spent: 1,
    arrange: at(startGeneric, { secret: '${ORDERS_CLIENT_SECRET}' }),
  },
  {
    row: 40, name: 'a variable that was expanded in the middle of it',
    cause: 'shell_changed_secret', confidence: 'likely',
    arrange: at(startGeneric, async (provider, t) => {
      const home = temporaryDirectory(t, 'doctor-');
      return { home, secret: `abc${home}-0123456789`, secrets: [provider.secret] };
    }),
  },
  {
    row: 41, name: 'an empty secret',
    cause: 'secret_empty', spent: 0,
    arrange: at(startGeneric, { secret: '\n' }),
  },
  {
    row: 42, name: 'a mask',
    cause: 'secret_masked', spent: 0,
    arrange: at(startKeycloak, { secret: '**********' }),
  },
  {
    row: 27, name: 'a secret of Entra ID that may be too new',
    cause: 'secret_wrong', confidence: 'likely', spent: 1,
    arrange: entra(WRONG),
    also: (result) => assertNamed(result, { cause: 'secret_too_new', confidence: 'possible' }),
  },
  {
    name: 'a variable that holds another secret than the file',
    cause: 'secret_wrong',
    arrange: at(startKeycloak, (provider) => ({ secret: WRONG, secrets: [provider.secret], env: { JETON_CLIENT_SECRET: provider.secret } })),
    also: (result) => assertNamed(result, { cause: 'secret_sources_differ', confidence: 'possible' }),
  },
  {
    name: 'a secret of Jeton whose end is missing',
    cause: 'secret_truncated', confidence: 'certain', spent: 0,
    arrange: at(startGeneric, { secret: 'jtn_0123456789abcdefghijABCDEFGHIJ' }),
  },
  {
    name: 'a secret of Jeton with a character changed',
    cause: 'secret_checksum', confidence: 'certain', spent: 0,
    arrange: at(startGeneric, { secret: 'jtn_0123456789abcdefghijABCDEFGHIJ0123456789abcdefghi' }),
  },
];

// Pasted commands whose encoding is wrong: nothing of them is sent before it is put right.
export const secretOfCommands = [
  {
    row: 38, name: 'a colon in the id, at a server that does not decode Basic',
    cause: 'client_id_colon', confidence: 'likely', spent: 2,
    arrange: async (t) => {
      const provider = await startGeneric(t, { clientId: 'urn:orders' });
      provider.server.decode = rawDecode;
      return { provider, args: BASIC };
    },
  },
  {
    row: 39, name: 'a Basic header in the alphabet for addresses',
    cause: 'basic_malformed',
    arrange: async (t) => {
      const odd = '???>>>~~~0123456789abcdef';
      const provider = await startGeneric(t, { secret: odd });
      const header = Buffer.from(`${provider.clientId}:${odd}`).toString('base64url');
      return curlTo(provider, `${provider.url}/oauth/token`, [grant, `-H 'Authorization: Basic ${header}'`]);
    },
  },
];

export const secretNot = [
  {
    name: 'a right secret with a percent sign in it',
    arrange: at((t) => startGeneric(t, { secret: RESERVED })),
  },
  {
    name: 'a right secret that a server decodes',
    arrange: at((t) => startKeycloak(t, { secret: RESERVED }), { args: BASIC }),
  },
  {
    name: 'one line end, which every editor writes',
    arrange: at(startGeneric, (provider) => ({ secret: `${provider.secret}\n` })),
  },
  {
    name: 'a right secret in the form of a GUID',
    arrange: at((t) => startGeneric(t, { secret: 'b7d1c3e5-90a2-4f64-8b13-c5e7d9f01a2b' })),
  },
  {
    name: 'a right secret at Entra ID',
    arrange: entra(),
  },
  {
    name: 'a wrong secret without a percent sign was not encoded',
    not: ['secret_percent_encoded', 'secret_whitespace', 'basic_not_decoded', 'shell_changed_secret', 'secret_masked'],
    arrange: at(startGeneric, { secret: WRONG }),
  },
];
