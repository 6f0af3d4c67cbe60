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

// Install-time code that fetches more. Three signs have to stand in one file: a way to the network, a file that is written, and that it is
// unpacked, made executable or run. One alone says little: many scripts ask a network, write a log or start a compiler.
interface Fetching {
  file: RegExp;
  /** Has comments between slash and star. */
  blocks: boolean;
  comments: RegExp;
  network: RegExp;
  written: RegExp;
  run: RegExp;
}
const modules =
  'https?|node-fetch|axios|got|request|undici|needle|superagent|follow-redirects|simple-get|make-fetch-happen|download|nugget|@electron\\/get';
const fetching: readonly Fetching[] = [
  {
    file: /\.[cm]?js$/i,
    blocks: true,
    comments: /^[ \t]*\/\/.*$/gm,
    network: new RegExp(
      `\\b(?:require|import)\\s*\\(\\s*['"](?:node:)?(?:${modules})['"]|\\bfrom\\s+['"](?:node:)?(?:${modules})['"]|\\bfetch\\s*\\(`,
    ),
    written: /\b(?:createWriteStream|writeFile(?:Sync)?|downloadArtifact|pipeline)\s*\(/,
    run: /\b(?:exec|execFile|spawn)(?:Sync)?\s*\(|\bchmod(?:Sync)?\s*\(|\b(?:extract|unzip|untar|gunzip|unzipper)\w*\s*\(|\bcreateGunzip\s*\(|\btar\.(?:x|extract)\b/,
  },
  {
    file: /(^|\/)setup\.py$/,
    blocks: false,
    comments: /^[ \t]*#.*$/gm,
    network: /\burlretrieve\s*\(|\burlopen\s*\(|\brequests\.get\s*\(|\bhttpx\.(?:get|stream)\s*\(|['"](?:curl|wget)['"]/,
    written: /\burlretrieve\s*\(|\.write\s*\(|['"](?:curl|wget)['"]|\bcopyfileobj\s*\(/,
    run: /\bextract(?:all)?\s*\(|\bsubprocess\b|\bos\.(?:system|chmod|execv)|\bunpack_archive\s*\(/,
  },
];
const largestScript = 1 << 20;
const longestLine = 200;

/** Where a script fetches something and runs or unpacks it: at most one, at the line that reaches the network. Nothing says yet that it runs at installation. */
export function findDownloads(path: string, bytes: Uint8Array): Observation[] {
  const how = bytes.length > largestScript ? undefined : fetching.find(({ file }) => file.test(path));
  if (how === undefined) return [];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  if (!how.network.test(text)) return [];
  const code = (how.blocks ? withoutBlocks(text) : text).replace(how.comments, '');
  const found = how.network.exec(code);
  if (found === null || !how.written.test(code) || !how.run.test(code)) return [];
  const start = code.lastIndexOf('\n', found.index) + 1;
  const end = code.indexOf('\n', found.index);
  const line = code.slice(Math.max(start, found.index - longestLine / 2), end < 0 ? undefined : end).trim();
  return [{ kind: 'download', path, line: code.slice(0, found.index).split('\n').length, value: line.slice(0, longestLine) }];
}

/** Without block comments; their line breaks stay. What begins and never ends is left as it is. */
function withoutBlocks(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('/*', at);
    const end = start < 0 ? -1 : text.indexOf('*/', start + 2);
    if (end < 0) return `${kept.join('')}${text.slice(at)}`;
    kept.push(text.slice(at, start), text.slice(start, end + 2).replace(/[^\n]+/g, ''));
    at = end + 2;
  }
}

/**
 * Whether a script is run when the package is installed: package.json's install commands name it, or it is the setup.py of an sdist.
 * `installScripts` are the commands as the metadata has them: `postinstall: node install.js`.
 */
export function runsAtInstall(path: string, format: string, installScripts: readonly string[]): boolean {
  const inside = path.slice(path.indexOf('/') + 1); // npm's and Python's archives hold one folder
  if (format === 'sdist') return inside === 'setup.py';
  if (format !== 'npm') return false;
  return installScripts
    .flatMap((command) => command.split(/[\s;&|"']+/))
    .map((word) => word.replace(/^(\.\/)+/, ''))
    .some((word) => word !== '' && [word, `${word}.js`, `${word}.cjs`, `${word}.mjs`, `${word.replace(/\/$/, '')}/index.js`].includes(inside));
}
