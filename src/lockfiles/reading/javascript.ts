// What the locks of npm, pnpm, Yarn, Bun and Deno share: names with a range, tarball addresses, platform limits.
import type { LockedPackage } from '../../types.ts';

/** `name@rest` or `@scope/name@rest` taken apart; `rest` is empty where there is none. */
export function splitSpecifier(specifier: string): { name: string; rest: string } {
  const at = specifier.indexOf('@', 1);
  return at === -1 ? { name: specifier, rest: '' } : { name: specifier.slice(0, at), rest: specifier.slice(at + 1) };
}

/** The real package behind an alias `npm:name@range`. */
export function aliasTarget(range: string): string | undefined {
  return range.startsWith('npm:') && range.indexOf('@', 5) > 0 ? splitSpecifier(range.slice(4)).name : undefined;
}

export const integrities = (integrity: string | undefined): string[] =>
  integrity === undefined ? [] : integrity.split(/\s+/).filter((hash) => hash !== '');

/** git hosts serve a commit's files as a tarball: the commit is the identity, not the address. */
const hostedCommit =
  /^https?:\/\/(?:codeload\.github\.com\/[^/]+\/[^/]+\/(?:legacy\.)?tar\.gz|github\.com\/[^/]+\/[^/]+\/(?:archive|tarball)|gitlab\.com\/.+\/(?:archive|-\/archive)(?:\.tar\.gz\?ref=)?|bitbucket\.org\/[^/]+\/[^/]+\/get)\/?([0-9a-f]{40})\b/i;

/** Where a `resolved` or specifier leads, told by its structure. `undefined` for version ranges and tags. */
export function originOf(address: string): LockedPackage['resolved'] | undefined {
  if (/^(?:file|link|portal):/i.test(address) || /^(?:\.{1,2}|~)?\//.test(address)) return { kind: 'path', url: address.replace(/^[a-z]+:/i, '') };
  if (/^workspace:/i.test(address)) return { kind: 'workspace', url: address.slice('workspace:'.length) };
  const [base = '', fragment] = split(address, '#');
  const commit = /(?:^|commit=)([0-9a-f]{40})\b/i.exec(fragment ?? '')?.[1];
  const withCommit = commit === undefined ? {} : { commit };
  if (/^git(?:\+|:|@)|^(?:github|gitlab|bitbucket|gist):/i.test(address) || (/^(?:https?|ssh):.*\.git$/i.test(base) && base.length < 2048))
    return { kind: 'git', url: base, ...withCommit };
  if (/^ssh:/i.test(address)) return { kind: 'git', url: base, ...withCommit };
  if (/^https?:/i.test(address)) {
    const hosted = hostedCommit.exec(base.slice(0, 2048))?.[1];
    if (hosted !== undefined) return { kind: 'git', url: base, commit: hosted };
    return commit !== undefined && !/\.t(?:ar\.)?gz$/i.test(base) && /^commit=/.test(fragment ?? '')
      ? { kind: 'git', url: base, commit }
      : { kind: 'url', url: base };
  }
  if (/^[\w.-]+\/[\w.-]+$/.test(base)) return { kind: 'git', url: base, ...withCommit }; // owner/repository, GitHub's
  return undefined;
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * Registries serve `NAME/-/BASE-VERSION.tgz` (npm's own and nearly all others), `download/NAME/VERSION/HASH` (GitHub's), `NAME/download/BASE-VERSION.tgz`
 * or `NAME/VERSION.tgz` (JSR's). Whose host it is, is judged elsewhere.
 */
export function isRegistryTarball(url: string, name: string, version: string): boolean {
  const path = decode(url.split(/[?#]/, 1)[0]!);
  const base = name.slice(name.indexOf('/') + 1);
  if (path.includes(`/${name}/-/`) || path.includes(`/download/${name}/`) || path.includes(`/${name}/download/`)) return true;
  if (path.endsWith(`/${name}/${version}.tgz`)) return true;
  return path.endsWith(`/${base}-${version}.tgz`) && (path.includes(`/${name}/`) || path.includes('/-/'));
}

/** A range was asked for, and the lock fetches it from where no registry keeps its tarballs: an address that nobody wrote in a manifest. */
export const strangeAddress = 'not at an address of a registry';

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: compared as it stands
  }
}

/** os, cpu and libc, and what they mean: a package made for some platforms only holds what was compiled for them. `!win32` only leaves one out. */
export function platformFacts(limits: Readonly<Record<'os' | 'cpu' | 'libc', readonly string[]>>): Partial<LockedPackage> {
  const given = Object.entries(limits).filter(([, values]) => values.length > 0);
  if (given.length === 0) return {};
  const made = given.filter(([, values]) => values.some((value) => !value.startsWith('!') && value !== 'any'));
  const compiled = made.map(([limit, values]) => `${limit} ${values.join(' ')}`).join(', ');
  return { platform: Object.fromEntries(given), ...(compiled === '' ? {} : { compiled: `os/cpu/libc limits: ${compiled}` }) };
}
