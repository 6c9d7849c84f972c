// SPDX-License-Identifier: Apache-2.0
// The doctor and requests that are none, or do not arrive.
import { request, requestNot } from './cases/request.mjs';
import { runCases } from './examine.mjs';

runCases([...request, ...requestNot]);
