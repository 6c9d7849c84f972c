// SPDX-License-Identifier: Apache-2.0
// The environment that moves a program's wall clock, through a small preloaded library.
import { preload } from './preload.mjs';

export const clockShift = (seconds) => ({ ...preload('clock_shift'), CLOCK_SHIFT_S: String(seconds) });

export const HOUR = 3600;
export const DAY = 24 * HOUR;
// The date so many days from now: 2026-02-03.
export const dayIn = (days) => new Date(Date.now() + days * DAY * 1000).toISOString().slice(0, 10);
