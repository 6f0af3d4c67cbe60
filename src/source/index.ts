// Where the source of a package is: one file per package index, asked at the addresses that the build's own clients are
// configured with. This file puts them together; what goes over the network goes through one `Http`.
import { createHash } from 'node:crypto';
import { PackageURL } from 'packageurl-js';
import { type Resolve, redactUrl } from '../io/address.ts';
import type { Spools } from '../io/bytes.ts';
import { diskCache } from '../io/cache.ts';
import { type Costs, createHttp, type Fetch, type Http, type HttpLimits } from '../io/http.ts';
import { HttpError } from '../io/http-error.ts';
import { type AskClient, clientsOf, type Environment } from '../io/spawn.ts';
import type { Bytes, Depth, IndexAnswer, RandomAccess, ReleaseFile } from '../types.ts';
import { Addresses, authoriser, type ClientConfiguration, type ConfigContext, type Credential, configContext } from './config/client.ts';
import { findPython } from './config/python.ts';
import { type FindOptions, plainHash, type Registry, type RegistryContext, unknown } from './index-context.ts';
import { pypi } from './pypi.ts';

/** Every package index: the purl type that it answers for, where its addresses come from, and how it is asked. */
export const registries: readonly {
  type: string;
  configure: (context: ConfigContext) => Promise<ClientConfiguration>;
  create: (context: RegistryContext) => Registry;
}[] = [{ type: 'pypi', configure: findPython, create: pypi }];

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
  projectFile?: (path: string) => string | undefined;
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
  /** The file by range requests, without downloading it; undefined where the host serves no ranges. HttpError when not reachable. */
  openRemote(file: ReleaseFile): Promise<RandomAccess | undefined>;
  /** The file, whole, its hash compared with the index's (and the lock's, when given). */
  download(file: ReleaseFile, spools: Spools, options?: { hashes?: readonly string[]; maxBytes?: number }): Promise<RandomAccess>;
  costs(): Costs;
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
  const configurations = new Map<string, Promise<ClientConfiguration>>();
  const credentials: Credential[] = [];
  let authorise = authoriser(credentials);
  const http: Http = createHttp({
    offline: options.offline === true,
    authorise: (url) => authorise(url),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    ...(options.cacheDir === undefined ? {} : { cache: diskCache(options.cacheDir) }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.sleep === undefined ? {} : { sleep: options.sleep }),
    ...(options.onProgress === undefined ? {} : { onCosts: options.onProgress }),
  });
  const context = configContext({
    env: options.env,
    cwd: options.cwd,
    ask: options.ask ?? clientsOf(options.env, options.cwd),
    ...(options.projectFile === undefined ? {} : { projectFile: options.projectFile }),
  });
  const configured = (type: string, configure: (context: ConfigContext) => Promise<ClientConfiguration>): Promise<ClientConfiguration> => {
    let known = configurations.get(type);
    if (known === undefined) {
      known = withPolicy(options.policyIndexes?.[type], () => configure(context)).then((found) => {
        credentials.push(...found.credentials);
        authorise = authoriser(credentials);
        return found;
      });
      configurations.set(type, known);
    }
    return known;
  };
  const units = new Map(
    registries.map(({ type, configure, create }) => [
      type,
      create({ http, offline: options.offline === true, configuration: () => configured(type, configure) }),
    ]),
  );
  const answers = new Map<string, Promise<IndexAnswer>>();
  /** Which configured index a file came from: what it may reach, and where its credentials end, follow from that. */
  const origins = new Map<string, string>();

  return {
    find(purl, depth, asking = {}) {
      const key = JSON.stringify([purl, depth, asking.registry, asking.hashes]);
      let answer = answers.get(key);
      if (answer === undefined) {
        answer = findOne(purl, depth, asking);
        answers.set(key, answer);
      }
      return answer;
    },
    async openRemote(file) {
      const hash = file.hashes.find((one) => /^sha(256|512)[:-]/.test(one));
      return http.random(file.url, {
        from: fromOf(file),
        ...(file.size === undefined ? {} : { size: file.size }),
        ...(hash === undefined ? {} : { cacheKey: `${file.url} ${hash}` }),
      });
    },
    async download(file, spools, { hashes = [], maxBytes = 8 * 2 ** 30 } = {}) {
      const { bytes, size } = await http.stream(file.url, { from: fromOf(file), maxBytes });
      const wanted = file.size ?? size;
      return spools.keep(verified(bytes, file, [...file.hashes, ...hashes]), wanted);
    },
    costs: () => http.costs(),
  };

  async function findOne(purl: string, depth: Depth, asking: FindOptions): Promise<IndexAnswer> {
    const type = typeOf(purl);
    const unit = type === undefined ? undefined : units.get(type);
    if (unit === undefined) return unknown(type === undefined ? `${purl} is no package URL` : `no index is known for packages of the type ${type}`);
    if (options.offline === true) return unknown('offline: no index was asked');
    const answer = await unit.find(purl, depth, asking);
    const found = await configurations.get(type!);
    for (const file of answer.files) origins.set(file.url, file.url);
    for (const file of answer.files)
      origins.set(file.url, found?.addresses.find((one) => sameHost(one.url, file.url))?.url ?? found?.addresses[0]?.url ?? file.url);
    return answer;
  }
  function fromOf(file: ReleaseFile): string {
    const from = origins.get(file.url);
    if (from === undefined) throw new HttpError('refused-address', `${redactUrl(file.url)} was not named by a configured index`);
    return from;
  }
}

/** The policy's own list replaces the clients' addresses; their logins for the same hosts still count. */
async function withPolicy(
  policy: string | readonly string[] | undefined,
  configure: () => Promise<ClientConfiguration>,
): Promise<ClientConfiguration> {
  const found = await configure();
  if (policy === undefined) return found;
  const own = new Addresses();
  for (const text of typeof policy === 'string' ? [policy] : policy) own.add(text, 'the policy');
  return { addresses: own.list, credentials: found.credentials, ...(own.list.length === 0 ? { unknown: 'the policy names no index' } : {}) };
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

function typeOf(purl: string): string | undefined {
  try {
    return PackageURL.fromString(purl).type;
  } catch {
    return undefined;
  }
}

function sameHost(one: string, other: string): boolean {
  try {
    return new URL(one).host === new URL(other).host;
  } catch {
    return false;
  }
}
