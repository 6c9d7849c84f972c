// SPDX-License-Identifier: Apache-2.0
// The doctor and secrets: wrong, dead, spoiled, encoded once too often or too seldom.
import { secret, secretNot, secretOfCommands } from './cases/secret.mjs';
import { runCases } from './examine.mjs';

runCases([...secret, ...secretOfCommands, ...secretNot]);
