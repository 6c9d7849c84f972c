// SPDX-License-Identifier: Apache-2.0
// limit_reached: RFC 9110 §15.5.10.
import { apiRefusal } from '../lib/refusal.mjs';

// Ten thousand groups are made at once, behind the server's back.
const groups = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
  INSERT INTO circle (key, kind, realm, name, description, all_permissions, created, updated, version)
  SELECT randomblob(16), 3, (SELECT min(id) FROM realm WHERE kind = 0), 'Group ' || i, '', 0, 1, 1, 1 FROM n`;

apiRefusal('limit_reached', {
  ask: async (server) => {
    await server.restartWithSql(groups);
    return server.api('POST', '/groups', { json: { name: 'One more' } });
  },
  dry: 'store',
  status: 409,
  description: 'There are as many of these objects as there may be.',
});
