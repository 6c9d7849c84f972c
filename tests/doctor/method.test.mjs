// SPDX-License-Identifier: Apache-2.0
// The doctor and the ways in which a client authenticates.
import { assertion, method, methodNot } from './cases/method.mjs';
import { runCases } from './examine.mjs';

runCases([...method, ...assertion, ...methodNot]);
