// SPDX-License-Identifier: Apache-2.0
// The environment that moves a program's wall clock, through a small preloaded library.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './programs.mjs';

const source = path.join(root, 'tests/lib/clock_shift.c');
let library;

function built() {
  if (library) return library;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'jeton-clock-'));
  process.on('exit', () => fs.rmSync(directory, { recursive: true, force: true }));
  library = path.join(directory, 'clock_shift.so');
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source]);
  return library;
}

export function clockShift(seconds) {
  // The sanitizer's runtime otherwise insists on being the first library.
  const asan = `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`;
  return { LD_PRELOAD: built(), CLOCK_SHIFT_S: String(seconds), ASAN_OPTIONS: asan };
}

export const HOUR = 3600;
export const DAY = 24 * HOUR;
