// Where the source of a package is: one file per package index, asked at the addresses that the build's own clients are
// configured with. This file puts them together; what goes over the network goes through one `Http`.
import { createHash } from 'node:crypto';
import { type Resolve, redactUrl } from '../io/address.ts';
import { type Spools, sourceFromBuffer } from '../io/bytes.ts';
import { diskCache } from '../io/cache.ts';
import type { Fetch } from '../io/fetch.ts';
import { type Costs, createHttp, type HttpLimits } from '../io/http.ts';
import { HttpError } from '../io/http-error.ts';
import { type AskClient, clientsOf, type Environment } from '../io/spawn.ts';
import { parsePurl } from '../purl/index.ts';
import type { Bytes, Depth, IndexAnswer, LockedPackage, RandomAccess, ReleaseFile } from '../types.ts';
import { conda } from './conda.ts';
import {
  Addresses,
  authoriser,
  type ClientConfiguration,
  type ConfigContext,
  type Credential,
  configContext,
  type ProjectFileName,
} from './config/client.ts';
import { crates } from './crates.ts';
import { debian } from './debian.ts';
import { goproxy } from './goproxy.ts';
import { choose, type FindOptions, originOf, plainHash, type RegistryUnit, unknown } from './index-context.ts';
import { findLocal, type LocalCopy } from './local/index.ts';
import { maven } from './maven.ts';
import { npm } from './npm.ts';
import { nuget } from './nuget.ts';
import { docker, oci } from './oci.ts';
import { packagist } from './packagist.ts';
import { pypi } from './pypi.ts';
import { rubygems } from './rubygems.ts';

export { chooseArtifact } from './choose.ts';
export { projectFileNames } from './config/client.ts';
export { judgeSourceArchive, refineSource } from './judge-source.ts';
export type { LocalCopy } from './local/index.ts';

const largestDownload = 8 * 2 ** 30;
/** A project page of an index is a megabyte at most, the directory of a wheel 128 kB: some thousand packages. */
const largestCache = 512 << 20;
/** Archives without a list of their files (every tar) are downloaded to be looked into; the small ones, which most are, are kept. */
const largestKept = 16 << 20;

/** Every package index, one file each. */
export const registries: readonly AnyUnit[] = [pypi, npm, crates, goproxy, maven, debian, rubygems, packagist, nuget, conda, docker, oci];
// Each unit gets the configuration that its own `configure` made; the list forgets which.
// biome-ignore lint/suspicious/noExplicitAny: the pairing is inside the unit
type AnyUnit = RegistryUnit<any>;

/** `indexes` of a policy: for a purl type, the only addresses that are asked. */
export type PolicyIndexes = Readonly<Record<string, string | readonly string[]>>;

export interface IndexOptions {
  env: Environment;
  /** The checkout: its files are not configuration, and its programs are not clients. */
  cwd: string;
  policyIndexes?: PolicyIndexes;
  offline?: boolean;
  /** Left out: nothing is kept between runs. */
  cacheDir?: string;
  /** A file of the checkout as the base commit has it. Left out: the checkout's own client configuration counts for nothing. */
  projectFile?: (path: ProjectFileName) => string | undefined;
  now?: () => number;
  fetch?: Fetch;
  resolve?: Resolve;
  ask?: AskClient;
  limits?: Partial<HttpLimits>;
  sleep?: (milliseconds: number) => Promise<void>;
  onProgress?: (costs: Costs) => void;
}

export interface Indexes {
  /** What the index says of one release. Never throws for what an index does: not answered is `unknown` with a reason. */
  find(purl: string, depth: Depth, options?: FindOptions): Promise<IndexAnswer>;
  /**
   * The files that the lock itself lists, so that no page of the index is read for them: an index may be megabytes long. Only those at the index
   * that the lock names, where that is a configured one, and at hosts from which it handed out files in this run. Empty: `find` knows.
   */
  lockedFiles(locked: LockedPackage): Promise<readonly ReleaseFile[]>;
  /** Whether the address that the lock has for the package is at an index which this run is configured with. Undefined: none is known, or no address. */
  isConfigured(locked: LockedPackage): Promise<boolean | undefined>;
  /** The file by range requests, without downloading it; undefined where the host serves no ranges. HttpError when not reachable. */
  openRemote(file: ReleaseFile): Promise<RandomAccess | undefined>;
  /** The file, whole, its hash compared with the index's (and the lock's, when given). */
  download(file: ReleaseFile, spools: Spools, options?: { hashes?: readonly string[]; maxBytes?: number }): Promise<RandomAccess>;
  /** The copy of a locked package that the workflow has already installed or downloaded. No network; works offline. */
  local(locked: LockedPackage, lockfile?: string): LocalCopy | undefined;
  costs(): Costs;
  /** When a run is over: what the cache holds beyond its bound goes, what was not used longest first. */
  tidy(): void;
}

/** The file that came is not the file that was promised: another hash or length. A finding, never a retry. */
export class MismatchError extends Error {
  override readonly name = 'MismatchError';
  readonly file: string;
  readonly expected: string;
  readonly got: string;
  constructor(file: string, expected: string, got: string) {
    super(`${file}: ${expected} was promised, ${got} came`);
    this.file = file;
    this.expected = expected;
    this.got = got;
  }
}

export function createIndexes(options: IndexOptions): Indexes {
  const configurations = new Configurations(options);
  const cache = options.cacheDir === undefined ? undefined : diskCache(options.cacheDir);
  const http = createHttp({
    offline: options.offline === true,
    env: options.env,
    authorise: (url) => configurations.authorise(url),
    ...(cache === undefined ? {} : { cache }),
    ...(options.onProgress === undefined ? {} : { onCosts: options.onProgress }),
    ...given({ fetch: options.fetch, resolve: options.resolve, limits: options.limits, now: options.now, sleep: options.sleep }),
  });
  const units = new Map(registries.map((unit) => [unit.type, unit.create({ http, configuration: () => configurations.of(unit) })]));
  const answers = new Map<string, Promise<IndexAnswer>>();
  const hosts = new Map<string, Promise<ReadonlySet<string>>>();
  const knownHere = new Map<string, unknown>();

  const findOne = async (text: string, depth: Depth, asking: FindOptions): Promise<IndexAnswer> => {
    const purl = parsePurl(text);
    if (purl === undefined) return unknown(`${text} is no package URL`);
    const unit = units.get(purl.type);
    if (unit === undefined) return unknown(`no index is known for packages of the type ${purl.type}`);
    if (purl.version === undefined) return unknown(`${text} names no version`);
    if (options.offline === true) return unknown('offline: no index was asked');
    const registry = asking.registry ?? purl.qualifiers?.repository_url;
    return unit.find({ ...purl, version: purl.version }, depth, registry === undefined ? asking : { ...asking, registry });
  };

  const find = (purl: string, depth: Depth, asking: FindOptions = {}): Promise<IndexAnswer> => {
    const key = JSON.stringify([purl, depth, asking.registry, asking.hashes]);
    let answer = answers.get(key);
    if (answer === undefined) {
      answer = findOne(purl, depth, asking);
      answers.set(key, answer);
    }
    return answer;
  };
  /** Where an index keeps its files: told by its answer for the first package of the run. */
  const hostsOf = (index: string, locked: LockedPackage): Promise<ReadonlySet<string>> => {
    let known = hosts.get(index);
    if (known === undefined) {
      const own = originOf(index);
      known = find(locked.purl, 'index', { registry: index, hashes: locked.hashes }).then(
        ({ files }) => new Set([...(own ? [own] : []), ...files.flatMap((file) => (file.index === index ? (originOf(file.url) ?? []) : []))]),
      );
      hosts.set(index, known);
    }
    return known;
  };

  return {
    find,
    async lockedFiles(locked) {
      const listed = (locked.files ?? []).filter((file) => file.url !== undefined && file.hash !== undefined);
      const unit = units.has(parsePurl(locked.purl)?.type ?? '') && registries.find(({ type }) => type === parsePurl(locked.purl)?.type);
      if (listed.length === 0 || !unit || options.offline === true || locked.resolved.url === undefined) return [];
      const { addresses, parts } = await configurations.of(unit);
      const chosen = choose([...addresses, ...Object.values(parts ?? {})], locked.resolved.url);
      const index = chosen.stranger ? undefined : chosen.addresses[0]?.url;
      if (index === undefined) return [];
      const trusted = await hostsOf(index, locked);
      return listed.flatMap(({ name, kind, url, hash, size }): ReleaseFile[] =>
        trusted.has(originOf(url!) ?? '') ? [{ name, kind, url: url!, hashes: [plainHash(hash!)], index, ...given({ size }) }] : [],
      );
    },
    async isConfigured({ purl, resolved }) {
      const unit = registries.find(({ type }) => type === parsePurl(purl)?.type);
      if (!unit || resolved.url === undefined) return undefined;
      const { addresses, parts } = await configurations.of(unit);
      const known = [...addresses, ...Object.values(parts ?? {})];
      return known.length === 0 ? undefined : !choose(known, resolved.url).stranger;
    },
    openRemote(file) {
      const hash = file.hashes.map(plainHash).find((one) => /^sha(256|512):/.test(one));
      return http.random(file.url, {
        from: configurations.originOf(file),
        ...(file.size === undefined ? {} : { size: file.size }),
        ...(hash === undefined ? (file.immutable ? { cacheKey: file.url } : {}) : { cacheKey: hash }),
      });
    },
    async download(file, spools, { hashes = [], maxBytes = largestDownload } = {}) {
      const key = [...file.hashes, ...hashes].map(plainHash).find((hash) => /^sha(256|384|512):/.test(hash));
      const kept = key === undefined ? undefined : cache?.bytes(`file ${key}`);
      if (kept !== undefined) return spools.keep(verified(sourceFromBuffer(kept).stream(), file, [...file.hashes, ...hashes]), kept.length);
      const { bytes, size, authorised } = await http.stream(file.url, { from: configurations.originOf(file), maxBytes });
      const got = await spools.keep(verified(bytes, file, [...file.hashes, ...hashes]), file.size ?? size);
      if (key !== undefined && !authorised && got.size <= largestKept) cache?.keepBytes(`file ${key}`, await got.read(0, got.size));
      return got;
    },
    local: (locked, lockfile) => findLocal(locked, { env: options.env, cwd: options.cwd, known: knownHere, ...given({ lockfile }) }),
    costs: () => http.costs(),
    tidy: () => cache?.prune(largestCache),
  };
}

/** What the clients are configured with, each asked once per run and only when it is needed. */
class Configurations {
  readonly #context: ConfigContext;
  readonly #policy: PolicyIndexes;
  readonly #known = new Map<string, Promise<ClientConfiguration>>();
  readonly #credentials: Credential[] = [];
  readonly #bases = new Set<string>();
  #authorise = authoriser([]);

  constructor(options: IndexOptions) {
    this.#policy = options.policyIndexes ?? {};
    this.#context = configContext({
      env: options.env,
      cwd: options.cwd,
      ask: options.ask ?? clientsOf(options.env, options.cwd),
      ...given({ projectFile: options.projectFile }),
    });
  }

  of(unit: AnyUnit): Promise<ClientConfiguration> {
    let known = this.#known.get(unit.type);
    if (known === undefined) {
      known = this.#find(unit).then((found) => {
        this.#credentials.push(...found.credentials);
        this.#authorise = authoriser(this.#credentials);
        for (const one of [...found.addresses, ...Object.values(found.parts ?? {})]) this.#bases.add(one.url);
        return found;
      });
      this.#known.set(unit.type, known);
    }
    return known;
  }

  authorise(url: URL): string | undefined {
    return this.#authorise(url);
  }

  /** A file is fetched only on the word of an index that this run is configured with. */
  originOf(file: ReleaseFile): string {
    if (file.index !== undefined && this.#bases.has(file.index)) return file.index;
    throw new HttpError('refused-address', `${redactUrl(file.url)} was not named by a configured index`);
  }

  /** The policy's own list replaces the clients' addresses, and no client is asked; logins for the same hosts still count. */
  async #find(unit: AnyUnit): Promise<ClientConfiguration> {
    const policy = this.#policy[unit.type];
    if (policy === undefined) return unit.configure(this.#context);
    const found: ClientConfiguration = await unit.configure({ ...this.#context, ask: async () => undefined });
    const texts = typeof policy === 'string' ? [policy] : policy;
    if (unit.fromPolicy !== undefined) return unit.fromPolicy(texts, found);
    const own = new Addresses();
    for (const text of texts) own.add(text, 'the policy');
    const { unknown: _, ...rest } = found;
    return { ...rest, addresses: own.list, parts: {}, ...(own.list.length === 0 ? { unknown: 'the policy names no index' } : {}) };
  }
}

/** An option that is left out stays left out. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Passes bytes on and throws at the end if they are not the ones that were promised. Every known algorithm is compared. */
async function* verified(bytes: Bytes, file: ReleaseFile, hashes: readonly string[]): Bytes {
  const expected = hashes.map(plainHash).flatMap((hash) => {
    const parts = /^(sha256|sha384|sha512|sha1|md5):([0-9a-f]+)$/.exec(hash);
    return parts ? [{ algorithm: parts[1]!, hex: parts[2]!, digest: createHash(parts[1]!) }] : [];
  });
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.length;
    if (file.size !== undefined && total > file.size) throw new MismatchError(file.name, `${file.size} bytes`, 'more');
    for (const one of expected) one.digest.update(chunk);
    yield chunk;
  }
  if (file.size !== undefined && total !== file.size) throw new MismatchError(file.name, `${file.size} bytes`, `${total}`);
  for (const { algorithm, hex, digest } of expected) {
    const got = digest.digest('hex');
    if (got !== hex) throw new MismatchError(file.name, `${algorithm}:${hex}`, `${algorithm}:${got}`);
  }
}
