// SPDX-License-Identifier: Apache-2.0
// Section G of the catalogue: the request, and what stands on its way.
import { startEntra } from '../providers/entra.mjs';
import { pages, startGeneric } from '../providers/generic.mjs';
import { startHydra } from '../providers/hydra.mjs';
import { startKeycloak } from '../providers/keycloak.mjs';
import { carriesSecret, json } from '../providers/provider.mjs';
import { curlLine } from '../examine.mjs';

const isPost = (request) => request.method === 'POST';
const grant = '-d grant_type=client_credentials';

const pasted = (start, where, words) => async (t) => {
  const provider = await start(t);
  return { provider, input: curlLine(where(provider), words(provider)) };
};
const keycloakToken = (provider) => provider.tokenOf('main');
const credentials = ({ clientId, secret }) => [`--data-urlencode client_id=${clientId}`, `--data-urlencode client_secret=${secret}`];

export const request = [
  {
    row: 67, name: 'a command that sends JSON',
    cause: 'body_not_form',
    arrange: pasted(startKeycloak, keycloakToken, ({ clientId, secret }) => ["-H 'Content-Type: application/json'",
      `-d '${JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret })}'`]),
  },
  {
    row: 67, name: 'a form whose content is lost on the way to Keycloak',
    cause: 'body_lost', confidence: 'likely',
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      provider.override = (one) => isPost(one) && json(400, {
        error: 'invalid_request', error_description: 'Missing form parameter: grant_type',
      });
      return { provider };
    },
  },
  {
    row: 68, name: 'a form whose content is lost on the way to Entra ID',
    cause: 'body_lost', confidence: 'likely',
    arrange: async (t) => {
      const provider = await startEntra(t);
      provider.override = (one) => {
        one.body = '';
        return null;
      };
      return { provider, args: ['--scope', provider.scope] };
    },
  },
  {
    row: 69, name: 'a command with its parameters in the address',
    cause: 'parameters_in_query',
    arrange: pasted(startKeycloak, (provider) => `${provider.tokenOf('main')}?grant_type=client_credentials`
      + `&client_id=${provider.clientId}&client_secret=${provider.secret}`, () => ['-X POST']),
  },
  {
    row: 70, name: 'a command that sends a parameter twice',
    cause: 'parameter_duplicate',
    arrange: pasted(startKeycloak, keycloakToken, (provider) => [grant, grant, ...credentials(provider)]),
  },
  {
    row: 71, name: 'a command that asks by GET',
    cause: 'not_post', beside: ['parameters_in_query'],
    arrange: async (t) => {
      const provider = await startHydra(t);
      provider.client.method = 'client_secret_post';
      return { provider, input: curlLine(`${provider.url}/oauth2/token`, ['-G', grant, ...credentials(provider)]) };
    },
  },
  {
    row: 72, name: 'a firewall before the token endpoint',
    cause: 'firewall_blocks', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.override = (one) => isPost(one) && pages.firewall();
      return { provider };
    },
  },
  {
    row: 73, name: '200 with an error inside',
    cause: 'error_with_200',
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.server.wrong = pages.incorrect;
      return { provider, secret: 'not-the-secret-0123456789abcdef' };
    },
  },
  {
    row: 74, name: 'a limit before any secret',
    cause: 'rate_limited', spent: 0,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.override = (one) => isPost(one) && pages.limited();
      return { provider };
    },
  },
  {
    row: 74, name: 'a limit that the first secret meets stops the rest',
    cause: 'rate_limited', spent: 1,
    arrange: async (t) => {
      const provider = await startGeneric(t, { secret: 'p+lus/sl=ash%41&amp-0123456789abc' });
      provider.override = (one) => carriesSecret(one) && pages.limited();
      return { provider, args: ['--attempts', '5', '--try-repairs', '--auth-method', 'client_secret_basic'] };
    },
    also: (result) => {
      if (result.json.attempts.stopped_by !== '429') throw new Error(JSON.stringify(result.json.attempts));
    },
  },
  {
    row: 74, name: 'the limit of Entra ID',
    cause: 'rate_limited',
    arrange: async (t) => {
      const provider = await startEntra(t);
      provider.client.refuse = 90055;
      return { provider, args: ['--scope', provider.scope] };
    },
  },
  {
    row: 68, name: 'a command whose separators became &amp;',
    cause: 'separator_broken',
    arrange: pasted(startKeycloak, keycloakToken, ({ clientId, secret }) => [
      `-d 'grant_type=client_credentials&amp;client_id=${clientId}&amp;client_secret=${secret}'`]),
  },
  {
    name: 'a command that the shell cuts at an ampersand',
    cause: 'command_cut',
    arrange: async (t) => {
      const provider = await startKeycloak(t);
      const data = `grant_type=client_credentials&client_id=${provider.clientId}&client_secret=${provider.secret}`;
      return { provider, input: `curl '${provider.tokenOf('main')}' -d ${data}\n` };
    },
  },
  {
    name: 'a command with quotes of a word processor',
    cause: 'command_characters',
    arrange: pasted(startKeycloak, keycloakToken, ({ clientId, secret }) => [
      grant, `--data-urlencode \u201cclient_id=${clientId}\u201d`, `--data-urlencode 'client_secret=${secret}'`]),
  },
  {
    row: 67, name: 'a command without a grant',
    cause: 'grant_not_asked', confidence: 'certain', spent: 1,
    arrange: pasted(startKeycloak, keycloakToken, credentials),
  },
  {
    row: 67, name: 'a command whose grant is misspelt',
    cause: 'grant_not_asked', confidence: 'certain', spent: 1,
    arrange: pasted(startKeycloak, keycloakToken, (provider) => ['-d grant_type=client_credential', ...credentials(provider)]),
  },
  {
    name: 'a fault of the server',
    cause: 'server_fault', confidence: 'likely',
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.override = (one) => isPost(one) && json(503, { error: 'temporarily_unavailable' });
      return { provider };
    },
  },
  {
    name: '200 with nothing in it',
    cause: 'hostile_answer', confidence: 'likely', spent: 1,
    arrange: async (t) => {
      const provider = await startGeneric(t);
      provider.override = (one) => carriesSecret(one) && json(200, { hello: 'world' });
      return { provider };
    },
  },
];

export const requestNot = [
  {
    name: 'a secret that the command has in a file is not an empty one',
    not: ['secret_empty', 'grant_not_asked'],
    arrange: pasted(startKeycloak, keycloakToken, ({ clientId }) => [`-d client_id=${clientId}`, '--data-urlencode client_secret@secret.txt']),
  },
  {
    name: 'a command that is right',
    arrange: pasted(startKeycloak, keycloakToken, (provider) => [grant, ...credentials(provider)]),
  },
  {
    name: 'a server that refuses with a page of its own is no firewall when the client is refused in JSON',
    not: ['firewall_blocks', 'hostile_answer'],
    arrange: async (t) => ({ provider: await startGeneric(t), secret: 'not-the-secret-0123456789abcdef' }),
  },
];
