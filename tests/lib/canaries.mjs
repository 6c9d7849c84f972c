// SPDX-License-Identifier: Apache-2.0
// Every secret that this test file has generated, presented or been given, remembered so that it can be
// searched for in all that the programs leave behind: as it is, and in the disguises that programs use.

const WINDOW = 12; // bytes of a form that are looked up at once; shorter secrets are no canaries
const BASE = 257;

let top = 1; // BASE ** (WINDOW - 1), modulo 2 ** 32
for (let i = 1; i < WINDOW; i++) top = Math.imul(top, BASE);

const hashOf = (bytes, at) => {
  let hash = 0;
  for (let i = 0; i < WINDOW; i++) hash = (Math.imul(hash, BASE) + bytes[at + i]) | 0;
  return hash;
};

// A token's header and claims are no secret; its signature makes it usable.
const heart = (secret) => (/^ey[\w-]+\.[\w-]*\./.test(secret) ? secret.slice(secret.lastIndexOf('.') + 1) : secret);

// base64 of text behind 0, 1 or 2 other bytes, without the characters that depend on its neighbours.
function base64Forms(bytes) {
  return [0, 1, 2].flatMap((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '');
    const end = (shift + bytes.length) % 3 === 0 ? coded.length : coded.length - 1;
    const core = coded.slice(shift && shift + 1, end);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

// Of our own secrets 16 characters in a row are too many, whichever they are.
function fragments(text) {
  return text.startsWith('jtn_') ? [4, 18, 31].map((at) => text.slice(at, at + 16)) : [];
}

export function disguises(secret) {
  const text = heart(secret);
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const forms = [text, hex, hex.toUpperCase(), ...base64Forms(bytes), encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
  return [...new Set([...forms, ...fragments(text)])];
}

// Ordinary words and runs of one character are no canaries.
const isCanary = (secret) => typeof secret === 'string' && heart(secret).length >= WINDOW && new Set(secret).size >= 6;

export class Needles {
  constructor(secrets = []) {
    this.index = new Map();
    this.seen = new Set();
    for (const secret of secrets) this.add(secret);
  }

  add(secret) {
    if (this.seen.has(secret) || !isCanary(secret)) return;
    this.seen.add(secret);
    for (const form of disguises(secret)) {
      const bytes = Buffer.from(form);
      if (bytes.length < WINDOW) continue;
      const hash = hashOf(bytes, 0);
      this.index.set(hash, [...(this.index.get(hash) ?? []), { bytes, secret }]);
    }
  }

  // The form of a secret that stands in text (a string, or a Buffer), and where; undefined: there is none. But
  // what except(form) is true of.
  find(text, except = () => false) {
    const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
    if (bytes.length < WINDOW || this.index.size === 0) return undefined;
    for (let at = 0, hash = hashOf(bytes, 0); ; at++) {
      const hit = this.index.get(hash)?.find((form) => bytes.subarray(at, at + form.bytes.length).equals(form.bytes));
      if (hit && !except(hit.bytes.toString())) return { form: hit.bytes.toString(), at };
      if (at + WINDOW >= bytes.length) return undefined;
      hash = (Math.imul(hash - Math.imul(bytes[at], top), BASE) + bytes[at + WINDOW]) | 0;
    }
  }
}

// The server signs other documents (status lists, checkpoints of the audit log), which are public.
export function isAccessToken(jwt) {
  try {
    return JSON.parse(Buffer.from(jwt.split('.')[0], 'base64url')).typ === 'at+jwt';
  } catch {
    return false;
  }
}

export const canaries = new Needles();
const clientIds = new Set(); // a client id sent in the place of a secret is none

const isPublic = (text) => clientIds.has(text) || (/^ey[\w-]+\.ey[\w-]+\./.test(text) && !isAccessToken(text));

export function remember(...secrets) {
  for (const secret of secrets) if (!isPublic(secret)) canaries.add(secret);
}

const jsonMembers = /"(?:clientSecret|client_secret|currentSecret|access_token|admin_password|client_assertion|password)"\s*:\s*("(?:[^"\\]|\\.)*")/g;
const formMembers = /(?:^|[&?])(?:client_secret|client_assertion|access_token|token|password)=([^&\s]*)/g;

function decoded(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

// Takes the secrets out of text, whatever it is: a body, standard output.
export function rememberIn(text) {
  for (const [, member] of text.matchAll(jsonMembers)) {
    try {
      remember(JSON.parse(member));
    } catch {
      remember(member.slice(1, -1));
    }
  }
  for (const [, value] of text.matchAll(formMembers)) remember(decoded(value), value);
  for (const [secret] of text.matchAll(/jtn_[0-9A-Za-z]{49}/g)) remember(secret);
  for (const [token] of text.matchAll(/\bey[\w-]{20,}\.ey[\w-]+\.[\w-]{40,}/g)) remember(token);
}

function rememberAuthorization(value) {
  const [, scheme, text = ''] = /^(\S+)\s+(.*)$/.exec(value) ?? [];
  if (/^basic$/i.test(scheme)) {
    const pair = Buffer.from(text, 'base64').toString();
    const secret = pair.slice(pair.indexOf(':') + 1);
    remember(secret, decoded(secret));
  } else if (scheme) {
    remember(text);
  }
}

// What was sent to a server, and what it answered. Only an answer says what a client id is.
export function rememberExchange({ headers = {}, body = '' }, answer) {
  for (const [, id] of answer.matchAll(/"(?:clientId|client_id)"\s*:\s*"([^"]*)"/g)) {
    if (!id.startsWith('jtn_')) clientIds.add(id);
  }
  for (const [name, value] of Object.entries(headers)) if (/^authorization$/i.test(name)) rememberAuthorization(String(value));
  rememberIn(body.toString());
  rememberIn(answer);
}
