// SPDX-License-Identifier: Apache-2.0
// The doctor and everything between here and the server.
import { network, networkNot } from './cases/network.mjs';
import { runCases } from './examine.mjs';

runCases([...network, ...networkNot]);
