// SPDX-License-Identifier: Apache-2.0
// Writes the options into jetond's man page.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { manPage, MAN_PAGE, OPTION_TABLE } from './man_page.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
fs.writeFileSync(path.join(root, MAN_PAGE), manPage(read(MAN_PAGE), read(OPTION_TABLE)));
