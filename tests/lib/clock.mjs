// SPDX-License-Identifier: Apache-2.0
// The environment that moves a program's wall clock, through a small preloaded library.
import { preload } from './preload.mjs';

export const clockShift = (seconds) => ({ ...preload('clock_shift'), CLOCK_SHIFT_S: String(seconds) });

export const HOUR = 3600;
export const DAY = 24 * HOUR;
