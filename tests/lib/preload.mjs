// SPDX-License-Identifier: Apache-2.0
// Small libraries of tests/lib that change what a program gets from its system.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './programs.mjs';

const made = new Map();

function library(name) {
  if (made.has(name)) return made.get(name);
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'jeton-preload-'));
  process.on('exit', () => fs.rmSync(directory, { recursive: true, force: true }));
  const file = path.join(directory, `${name}.so`);
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', file, path.join(root, 'tests/lib', `${name}.c`)]);
  made.set(name, file);
  return file;
}

// The environment that preloads tests/lib/NAME.c.
export function preload(name) {
  // The sanitizer's runtime otherwise insists on being the first library.
  const asan = `${process.env.ASAN_OPTIONS ?? ''}:verify_asan_link_order=0`;
  return { LD_PRELOAD: library(name), ASAN_OPTIONS: asan };
}
