// SPDX-License-Identifier: Apache-2.0
// The list of rules: {name, what, check(files, {root}) -> findings}. files maps a path to its text.
import { banned, comparisons, purity, sqlText } from './calls.mjs';
import { doctorCauses } from './doctor_causes.mjs';
import { fileComment, machinePaths, spdx } from './headers.mjs';
import { format, generated } from './generated.mjs';
import { homes, layers } from './includes.mjs';
import { lockFile, skippedTests } from './tests.mjs';
import { reasonTests } from './reasons.mjs';
import { fileSize, functionSize, nesting } from './sizes.mjs';

export const rules = [
  layers, homes, fileSize, functionSize, nesting, banned, comparisons, sqlText, purity, reasonTests, doctorCauses,
  generated, spdx, fileComment, machinePaths, skippedTests, lockFile, format,
];
