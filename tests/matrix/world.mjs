// SPDX-License-Identifier: Apache-2.0
// The objects that the rows of the matrix need, made by the administrator as they are asked for, and
// the callers: one API client for each grant and state, with a token.
import assert from 'node:assert/strict';
import { DAY, HOUR, clockShift } from '../lib/clock.mjs';
import { startServer } from '../lib/server.mjs';
import { GRANTS, STATES, asPermission } from './model.mjs';

// One hour before midnight of UTC: tokens outlive secrets that end with the day.
const untilEvening = () => (23 * HOUR - (Math.floor(Date.now() / 1000) % DAY) + DAY) % DAY;
const dayAt = (shift) => new Date(Date.now() + shift * 1000).toISOString().slice(0, 10);
// For the token that was issued before the grant came.
const helperFor = (grant) => (grant === 'event.view' ? 'member.view' : 'event.view');

let count = 0;
export const fresh = (word) => `${word}-${++count}`;

export class World {
  static async start(t) {
    const world = new World();
    world.shift = untilEvening();
    world.server = await startServer(t, { args: ['--api-limit', '0'], env: clockShift(world.shift) });
    return world;
  }

  async admin(method, where, json, status = 200) {
    const answer = await this.server.api(method, where, { json });
    assert.equal(answer.status, status, `${method} ${where}: ${answer.text}`);
    return answer;
  }
  async made(where, json) {
    return (await this.admin('POST', where, json, 201)).json;
  }
  async client() {
    return this.server.createClient({ name: fresh('target') });
  }
  // The id of a refusal.
  async rejection() {
    const answer = await this.server.api('GET', '/users', { token: 'a.b.c' });
    return answer.headers['jeton-rejection'];
  }

  async caller(grant, state) {
    const later = state === 'permission granted since';
    const token = later ? [helperFor(grant)] : [grant];
    const secret = state === 'secret expired' ? { secret: { expiresOn: dayAt(this.shift) } } : {};
    const client = await this.server.createClient({ name: fresh('caller'), permissions: token.map(asPermission), ...secret });
    const held = state === 'permission taken' ? [] : [grant];
    return { ...client, grant, state, token, held, bearer: await this.server.token(client) };
  }
  async callers() {
    const all = [];
    for (const state of Object.keys(STATES)) {
      for (const grant of GRANTS) all.push(await this.caller(grant, state));
    }
    return all;
  }

  // What brings a caller into its state; after nightfall.
  async bring(caller) {
    const where = `/api-clients/${caller.key}`;
    const permissions = caller.held.map(asPermission);
    const acts = {
      'permission taken': () => this.admin('PUT', `${where}/permissions`, { permissions }),
      'permission granted since': () => this.admin('PUT', `${where}/permissions`, { permissions }),
      suspended: () => this.admin('POST', `${where}/suspend`),
      deleted: () => this.admin('DELETE', where, undefined, 204),
      'token revoked': () => this.revoke(caller),
      'secret compromised': () => this.admin('DELETE', `${where}/secrets/${caller.secrets[0].id}?reason=compromised&tokens=revoke`, undefined, 204),
    };
    await acts[caller.state]?.();
  }
  async revoke(caller) {
    const url = `${this.server.bootstrap.issuer}/protocol/openid-connect/revoke`;
    const answer = await this.server.form(url, { token: caller.bearer, client_id: caller.clientId, client_secret: caller.clientSecret });
    assert.equal(answer.status, 200, answer.text);
  }
  nightfall() {
    return this.server.restartWithClock(this.shift + 2 * HOUR);
  }
  // Every token that was issued before has expired.
  nextEvening() {
    return this.server.restartWithClock(this.shift + 14 * HOUR);
  }
}
