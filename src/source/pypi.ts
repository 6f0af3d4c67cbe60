// PyPI and its like: the Simple Repository API. A project page lists every file of every release; PEP 691 gives it as JSON, PEP 503
// as HTML anchors; PEP 700 adds size and upload time, PEP 592 yanked, PEP 714 the metadata beside the file, PEP 740 a provenance
// address. There is no page per release: a file belongs to the version that its name says (wheel: PEP 427; sdist: PEP 625, and
// before that any archive called name-version).

import { compare as comparePep440, valid as validPep440 } from '@renovatebot/pep440';
import { z } from 'zod';
import type { HttpAnswer } from '../io/fetch.ts';
import type { Http } from '../io/http.ts';
import type { Depth, IndexAnswer, ReleaseFile } from '../types.ts';
import type { IndexAddress } from './config/client.ts';
import { findPython } from './config/python.ts';
import { asking, choose, type FindOptions, isGone, jsonOf, type RegistryUnit, refuseStranger, unknown, whereOf } from './index-context.ts';
import { provenanceOf } from './provenance.ts';

const accept = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';
/** The largest page seen in the wild is under 10 MB. */
const largestPage = 64 << 20;
const mostFiles = 200_000;

const page = z.object({
  meta: z.object({ 'api-version': z.string().regex(/^1\.\d+$/) }),
  files: z
    .array(
      z.object({
        filename: z.string().max(1024),
        url: z.string().max(8192),
        hashes: z.record(z.string(), z.string()).optional(),
        size: z.number().int().nonnegative().optional(),
        'upload-time': z.string().max(64).optional(),
        yanked: z.union([z.boolean(), z.string()]).optional(),
        provenance: z.string().max(8192).nullish(),
      }),
    )
    .max(mostFiles),
});

export const pypi: RegistryUnit = {
  type: 'pypi',
  configure: findPython,
  create: ({ http, configuration }) => ({
    async find({ name, version }, depth, options) {
      const configured = await configuration();
      const pinned = options.registry === undefined ? [] : Object.values(configured.parts ?? {});
      const { addresses, stranger } = choose([...configured.addresses, ...pinned], options.registry);
      const chosen = stranger ? configured.addresses : addresses;
      if (chosen.length === 0) return unknown(configured.unknown ?? 'no Python package index is known');
      const asked: { what: string; status: string }[] = [];
      const files: Listed[] = [];
      let silent: string | undefined;
      let projects = 0;
      for (const address of chosen) {
        const answer = await askPage(http, address, name);
        asked.push({ what: `simple index (${address.from})`, status: answer.status });
        if (answer.files === undefined) {
          if (!answer.notThere) silent ??= answer.status;
          continue;
        }
        projects++;
        for (const file of answer.files) if (belongs(file.name, name, version) && !files.some((known) => known.name === file.name)) files.push(file);
      }
      const answer = judgeFiles({ name, version, files, asked, silent, projects, stranger, options });
      return answer.files.length === 0 ? answer : withProvenance(answer, files, http, depth);
    },
  }),
};

type Listed = ReleaseFile & { index: string; provenance?: string };
interface Found {
  name: string;
  version: string;
  files: readonly Listed[];
  asked: IndexAnswer['asked'];
  silent: string | undefined;
  projects: number;
  stranger: boolean;
  options: FindOptions;
}
function judgeFiles({ name, version, files, asked, silent, projects, stranger, options }: Found): IndexAnswer {
  const refused = refuseStranger(name, stranger, files, options, asked);
  if (refused !== undefined) return refused;
  const sources = files.filter((file) => file.kind === 'source');
  if (sources.length > 0) {
    return { source: { status: 'published', where: sources.map((file) => whereOf('sdist', file.url, file.name, file.index)) }, files, asked };
  }
  if (silent !== undefined) return unknown(`an index did not answer: ${silent}`, asked, files);
  if (projects === 0) return unknown(`the simple index answered 404 for ${name}: no configured index knows it`, asked);
  if (files.length === 0) return unknown(`the simple index lists no file of ${name} ${version}`, asked);
  const binary = files.filter((file) => file.kind === 'binary').length;
  const reason = `the index lists 0 source archives for ${version}, beside ${files.length} built ${files.length === 1 ? 'file' : 'files'} (${binary} for a platform)`;
  return { source: { status: 'absent', reason, where: [] }, files, asked };
}

/** The archive's own provenance, or else that of the first file that has one, says for the release where it claims to come from. */
async function withProvenance(answer: IndexAnswer, listed: readonly Listed[], http: Http, depth: Depth): Promise<IndexAnswer> {
  const files = listed.map(({ provenance: _, ...file }) => file);
  const attested = listed.filter((file) => file.provenance !== undefined);
  const file = attested.find((one) => one.kind === 'source') ?? attested[0];
  if (file?.provenance === undefined) return { ...answer, files };
  const said = `the index names a provenance for ${attested.length} of ${listed.length} files`;
  const { where, asked } = await provenanceOf(http, { url: file.provenance, index: file.index, said, form: 'pypi' }, depth);
  return { ...answer, files, source: { ...answer.source, where: [...answer.source.where, ...where] }, asked: [...answer.asked, ...asked] };
}

function provenanceAt(text: string | null | undefined, base: string): { provenance?: string } {
  const url = text ? resolveUrl(text, base) : undefined;
  return url === undefined ? {} : { provenance: url };
}

async function askPage(http: Http, address: IndexAddress, name: string): Promise<{ status: string; notThere?: boolean; files?: Listed[] }> {
  const { answer, status } = await asking(() => http.get(`${address.url}/${normalise(name)}/`, { from: address.url, accept, maxBytes: largestPage }));
  if (answer === undefined) return { status };
  if (isGone(answer)) return { status, notThere: true };
  if (answer.status !== 200) return { status: `status ${status}` };
  const files = readPage(answer, address);
  return files === undefined ? { status: `200, but not a simple index page (${answer.type || 'no content type'})` } : { status, files };
}

/** The files of a project page, JSON or HTML; undefined when it is neither. */
export function readPage(answer: Pick<HttpAnswer, 'body' | 'type' | 'url'>, address: IndexAddress): Listed[] | undefined {
  const text = answer.body.toString('utf8');
  if (answer.type === 'application/vnd.pypi.simple.v1+json' || answer.type === 'application/json') {
    const data = page.safeParse(jsonOf(answer.body));
    if (!data.success) return undefined;
    return data.data.files.flatMap((file) => {
      const url = resolveUrl(file.url, answer.url);
      if (url === undefined) return [];
      return [
        {
          name: file.filename,
          url,
          kind: kindOf(file.filename),
          hashes: Object.entries(file.hashes ?? {})
            .filter(([, hash]) => /^[0-9a-fA-F]+$/.test(hash))
            .map(([kind, hash]) => `${kind}:${hash.toLowerCase()}`),
          ...(file.size === undefined ? {} : { size: file.size }),
          ...(file['upload-time'] === undefined ? {} : { uploaded: file['upload-time'] }),
          ...(file.yanked === undefined || file.yanked === false ? {} : { yanked: true }),
          ...provenanceAt(file.provenance, answer.url),
          index: address.url,
        },
      ];
    });
  }
  if (answer.type === 'text/html' || answer.type === 'application/vnd.pypi.simple.v1+html') return readHtml(text, answer.url, address);
  return undefined;
}

const attribute = /([a-z][a-z0-9-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi;

/** PEP 503: an anchor per file, its text the file name, the hash in the fragment. An error page in HTML has no such anchor and no such title. */
function readHtml(text: string, base: string, address: IndexAddress): Listed[] | undefined {
  const files: Listed[] = [];
  for (const { attributes, content } of anchors(text)) {
    const href = attributes.get('href');
    const name = unescapeHtml(content).trim();
    const full = href === undefined ? undefined : resolveUrl(href, base);
    if (full === undefined || !/^[^/\\]+\.(whl|zip|tar\.\w+|tgz|tbz|egg|exe|msi|rpm|dmg|deb)$/i.test(name)) continue;
    const url = new URL(full);
    const hash = /^#(sha256|sha384|sha512|sha1|md5)=([0-9a-fA-F]+)$/.exec(url.hash);
    url.hash = '';
    files.push({
      name,
      url: url.href,
      kind: kindOf(name),
      hashes: hash ? [`${hash[1]}:${hash[2]!.toLowerCase()}`] : [],
      ...(attributes.has('data-yanked') ? { yanked: true } : {}),
      ...provenanceAt(attributes.get('data-provenance'), base),
      index: address.url,
    });
  }
  if (files.length === 0 && !/<meta\s+name="pypi:repository-version"|<title>\s*(Links for|Simple)/i.test(text.slice(0, 65536))) return undefined;
  return files;
}

/** Anchors and their plain text, in one way forward: what is not closed within `longestTag` is left, and never looked at twice. */
function* anchors(text: string): Iterable<{ attributes: Map<string, string>; content: string }> {
  const opening = /<a(?=\s)/gi;
  for (let count = 0; count < mostFiles; count++) {
    const found = opening.exec(text);
    if (found === null) return;
    const start = found.index + 2;
    const end = tagEnd(text, start);
    opening.lastIndex = end;
    if (text[end] !== '>') continue;
    const next = text.indexOf('<', end + 1);
    const until = next < 0 ? text.length : next;
    opening.lastIndex = until;
    if (until - end > longestTag || !/^<\/a/i.test(text.slice(until, until + 3))) continue;
    const attributes = new Map<string, string>();
    for (const one of text.slice(start, end).matchAll(attribute))
      attributes.set(one[1]!.toLowerCase(), unescapeHtml(one[2] ?? one[3] ?? one[4] ?? ''));
    yield { attributes, content: text.slice(end + 1, until) };
  }
}

const longestTag = 16_384;
/** Where the `>` of a tag stands, outside quotes; or where the search for it ended. */
function tagEnd(text: string, start: number): number {
  let quote = '';
  const limit = Math.min(text.length, start + longestTag);
  for (let at = start; at < limit; at++) {
    const character = text[at]!;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>' || character === '<') return at;
  }
  return limit;
}

/** PEP 503: runs of -, _ and . are one dash, letters are small. */
export const normalise = (name: string): string => name.replace(/[-_.]+/g, '-').toLowerCase();

/** A wheel for any platform and no ABI promises that it holds no native code (it may lie); every other built file is for a platform. */
export function kindOf(filename: string): ReleaseFile['kind'] {
  if (/\.whl$/i.test(filename)) return /-none-any\.whl$/i.test(filename) ? 'pure' : 'binary';
  if (/\.(egg|exe|msi|rpm|dmg|deb)$/i.test(filename)) return 'binary';
  // bdist_dumb: name-version.linux-x86_64.tar.gz
  return dumb.test(filename) ? 'binary' : 'source';
}

const dumb = /\.(linux-(x86_64|i[3-6]86|aarch64|armv[67]l|ppc64le|s390x)|macosx-\d[\d.]*-\w+|win32|win-(amd64|arm64))\.(tar\.\w+|tgz|zip)$/i;

/** Does a file belong to this release? Sdist names are ambiguous where the project's name holds dashes, so every cut is tried. */
function belongs(filename: string, name: string, version: string): boolean {
  const wheel = /^([^-]+)-([^-]+)-(?:[^-]+-)?[^-]+-[^-]+-[^-]+\.whl$/i.exec(filename);
  if (wheel) return normalise(wheel[1]!) === normalise(name) && sameVersion(wheel[2]!, version);
  const stem = filename.replace(/(\.tar\.(gz|bz2|xz|Z|zst)|\.tgz|\.tbz|\.zip)$/i, '');
  if (stem === filename) {
    // eggs and installers carry the Python version and platform after the version
    const built = /^(.+?)-([^-]+?)(?:[-.](?:py[\d.]+|win32|win-amd64|linux|macosx)[^/]*)?\.(egg|exe|msi|rpm|dmg|deb)$/i.exec(filename);
    return (
      built !== null && normalise(built[1]!) === normalise(name) && sameVersion(built[2]!.replace(/\.(win32|win-amd64|linux|macosx).*$/, ''), version)
    );
  }
  const plain = kindOf(filename) === 'binary' ? stem.replace(/\.(linux|macosx|win)[\w.-]*$/i, '') : stem;
  for (let cut = plain.indexOf('-'); cut > 0; cut = plain.indexOf('-', cut + 1)) {
    if (normalise(plain.slice(0, cut)) === normalise(name) && sameVersion(plain.slice(cut + 1), version)) return true;
  }
  return false;
}

/** PEP 440 says 1.0 and 1.0.0 are one version; what is no PEP 440 version is compared as text. */
function sameVersion(one: string, other: string): boolean {
  const [a, b] = [one.replaceAll('_', '-'), other];
  if (a === b || one === other) return true;
  if (a.length > 200 || b.length > 200 || !validPep440(a) || !validPep440(b)) return false;
  return comparePep440(a, b) === 0;
}

function resolveUrl(text: string, base: string): string | undefined {
  try {
    const url = new URL(text, base);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined; // what cannot be fetched is no file
    url.username = '';
    url.password = '';
    return url.href;
  } catch {
    return undefined;
  }
}

const unescapeHtml = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|apos|#(\d{1,6})|#x([0-9a-f]{1,6}));/gi, (all, decimal, hex) => {
    const named: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    return named[all.toLowerCase()] ?? (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all);
  });
