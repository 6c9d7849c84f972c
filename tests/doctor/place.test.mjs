// SPDX-License-Identifier: Apache-2.0
// The doctor at addresses that are wrong.
import { place, placeNot } from './cases/place.mjs';
import { runCases } from './examine.mjs';

runCases([...place, ...placeNot]);
