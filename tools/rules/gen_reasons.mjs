// SPDX-License-Identifier: Apache-2.0
// Writes the page of reasons where the manual has it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { REASON_TABLE } from './reasons.mjs';
import { REASONS_PAGE, reasonsPage } from './reasons_page.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const table = fs.readFileSync(path.join(root, REASON_TABLE), 'utf8');
fs.writeFileSync(path.join(root, REASONS_PAGE), reasonsPage(table));
