// SPDX-License-Identifier: Apache-2.0
// The doctor and clients that are unknown, switched off or of the wrong kind.
import { client, clientNot } from './cases/client.mjs';
import { runCases } from './examine.mjs';

runCases([...client, ...clientNot]);
