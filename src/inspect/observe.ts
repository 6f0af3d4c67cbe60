// What the content of a single file betrays that no reader of a format sees: native code written out as base64 or hex digits inside a
// text, and script files that nobody wrote by hand.
import type { Observation } from '../types.ts';

/** Beginnings of native code (ELF, WebAssembly, PE, Mach-O of both widths and orders, universal) as base64 and as hex spells them. */
const base64Starts: readonly [start: RegExp, what: string][] = [
  [/f0VMR[gQ]/g, 'ELF'],
  [/AGFzbQ[E-H]/g, 'WebAssembly'],
  [/TV[pqro][QAB]A[A-Z]/g, 'PE'],
  [/z\/rt\/g[cw]AAA/g, 'Mach-O'],
];
const hexStarts: readonly [start: RegExp, what: string][] = [
  [/7f454c460[12]01/gi, 'ELF'],
  [/0061736d01000000/gi, 'WebAssembly'],
  [/cffaedfe0[7c]000001/gi, 'Mach-O'],
];
const shortestRun = 512;
const longestRun = 64 << 20;
const mostFindings = 20;

/** Native code that a text file carries as digits. `value` names the format and the number of digits; `offset` is where they start, in bytes. */
export function findEncodedCode(path: string, bytes: Uint8Array): Observation[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const found: Observation[] = [];
  for (const [starts, alphabet, code] of [
    [base64Starts, isBase64, 'base64'],
    [hexStarts, isHex, 'hex'],
  ] as const) {
    for (const [start, what] of starts) {
      for (const match of text.matchAll(start)) {
        if (found.length === mostFindings) return found;
        // In the middle of a longer run the digits mean other bytes: only a run that begins here decodes to this format.
        if (match.index > 0 && alphabet(text.charCodeAt(match.index - 1))) continue;
        const length = runLength(text, match.index, alphabet);
        if (length < shortestRun) continue;
        found.push({ kind: 'encoded-code', path, offset: match.index, value: `${what} as ${length} ${code} digits` });
      }
    }
  }
  return found;
}

function runLength(text: string, start: number, alphabet: (code: number) => boolean): number {
  let at = start;
  const end = Math.min(text.length, start + longestRun);
  while (at < end && alphabet(text.charCodeAt(at))) at++;
  return at - start;
}

const isHex = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
const isBase64 = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 43 || code === 47 || code === 61;

const texts = /\.(js|mjs|cjs|ts|mts|cts|jsx|tsx|py|rb|pl|php|lua|sh|ps1|html?|json|txt|vue|svelte)$/i;
const largestText = 32 << 20;

/** Whether a file is worth the look, by its name and size in bytes. */
export const mayCarryCode = (path: string, size: number): boolean => size >= shortestRun && size <= largestText && texts.test(path);

const setIds = 0o6000;

/** Set-user-id and set-group-id bits, by the mode that the container states. */
export function observeMode(path: string, mode: number | undefined): Observation[] {
  if (mode === undefined || (mode & setIds) === 0) return [];
  return [{ kind: 'setuid', path, value: (mode & 0o7777).toString(8).padStart(4, '0') }];
}
