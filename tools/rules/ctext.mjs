// SPDX-License-Identifier: Apache-2.0
// C source as rules want to see it: without comments and without what stands in literals, with every
// line where it was; and the arguments of a macro call.

// Blanks comments; with literals: true also what stands between quotes. Line breaks stay.
export function strip(text, { literals = true } = {}) {
  const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return text.replace(token, (found) => {
    if (found[0] === '/') return found.replace(/[^\n]/g, ' ');
    return literals ? found[0] + ' '.repeat(found.length - 2) + found[0] : found;
  });
}

// Only include lines and code: "#include" text must survive the blanking of literals.
export function includes(text) {
  const found = [];
  strip(text, { literals: false }).split('\n').forEach((line, index) => {
    const match = /^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)/.exec(line);
    if (match) found.push({ line: index + 1, header: match[1] ?? match[2], system: match[2] !== undefined });
  });
  return found;
}

// Bodies of functions in the house style: the brace stands alone at the line's begin.
export function functions(text) {
  const found = [];
  const lines = text.split('\n');
  let start = -1;
  lines.forEach((line, index) => {
    if (line === '{') start = index;
    if (line[0] === '}' && start >= 0) {
      found.push({ name: functionName(lines, start), line: start + 1, length: index - start + 1 });
      start = -1;
    }
  });
  return found;
}

function functionName(lines, start) {
  for (let i = start - 1; i >= 0 && i > start - 8; i--) {
    const match = /([A-Za-z_]\w*)\s*\(/.exec(lines[i]);
    if (match) return match[1];
  }
  return '?';
}

// Calls of macro(…) in text: an array of argument lists, each argument as written, trimmed.
export function macroCalls(text, macro) {
  const clean = strip(text, { literals: false });
  const found = [];
  const begin = new RegExp(`^\\s*${macro}\\(`, 'gm');
  for (let match = begin.exec(clean); match; match = begin.exec(clean)) {
    found.push(argumentsFrom(clean, begin.lastIndex));
  }
  return found;
}

function argumentsFrom(text, at) {
  const args = [];
  let depth = 0;
  let current = '';
  let quote = false;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (quote) {
      current += c;
      if (c === '\\') current += text[++i];
      else if (c === '"') quote = false;
      continue;
    }
    if (c === '"') quote = true;
    if (c === '(') depth++;
    if (c === ')' && depth-- === 0) break;
    if (c === ',' && depth === 0) {
      args.push(current.trim());
      current = '';
    } else {
      current += c;
    }
  }
  args.push(current.trim());
  return args;
}

// The value of adjacent string literals: "a" "b" is ab.
export function literal(argument) {
  return [...argument.matchAll(/"((?:\\.|[^"\\])*)"/g)].map((m) => JSON.parse(`"${m[1]}"`)).join('');
}

export const isC = (name) => /\.[ch]$/.test(name);
export const isSource = (name) => isC(name) && name.startsWith('src/');
