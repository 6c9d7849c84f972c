// SPDX-License-Identifier: Apache-2.0
// The manual's page of reasons, as text, from the table's source.
import { reasonRows } from './reasons.mjs';

export const REASONS_PAGE = 'docs/reasons.md';

const chapters = [
  ['TOLD', 'Genuine secrets', 'Whoever presents a genuine secret is told the cause and the cure.'],
  ['DEAD', 'Dead secrets', 'Whoever presents a dead secret is told its own end, and nothing about the client.'],
  ['DAMAGED', 'Damaged pastes', 'Seen from the bytes alone, and told to everybody.'],
  ['UNIFORM', 'The uniform answer',
    'Whoever proves nothing gets one answer, the same in bytes and in time. Administrators find the cause by the rejection id.'],
  ['REQUEST', 'Faults of the request', 'The request breaks the protocol; everybody is told how.'],
  ['BEARER', 'At the APIs', 'An access token is missing, or it is not good for this request.'],
  ['FAULT', 'Faults inside', 'The server cannot answer. A fault inside is never a no.'],
];

function section(row) {
  const lines = [`### ${row.id}`, '', `> ${row.text}`, ''];
  const error = row.error ? `\`${row.error}\`` : 'no `error`';
  lines.push(`Status ${row.status}, ${error}; ${row.section}.`, '', `For the administrator: ${row.hint}`, '');
  if (!row.reachable) lines.push('*Not told by this release.*', '');
  return lines;
}

export function reasonsPage(table) {
  const rows = reasonRows(table);
  const lines = [
    '<!-- Written by tools/gen_reasons from src/oauth/reason.def. Change that file, not this one. -->',
    '# Why a request is refused',
    '',
    'Every refusal of `jetond` has one of these reasons. The answer holds a `rejection_id`; an administrator',
    'reads the cause at `GET /api/identity/v1/rejections/{id}`. Within a chapter the first reason that holds',
    'is the cause.',
    '',
  ];
  for (const [kind, title, text] of chapters) {
    lines.push(`## ${title}`, '', text, '');
    for (const row of rows.filter((one) => one.kind === kind)) lines.push(...section(row));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
