// SPDX-License-Identifier: Apache-2.0
// The doctor and clients that authenticate, and get nothing for it.
import { allowed, allowedNot } from './cases/allowed.mjs';
import { runCases } from './examine.mjs';

runCases([...allowed, ...allowedNot]);
