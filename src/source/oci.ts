// Container registries, by the OCI distribution specification 1.1: a manifest by tag or digest (an index leads to one manifest per
// platform), the image's configuration with its labels as a blob, and what refers to the manifest: SBOMs, attestations, signatures.
// An image holds what was built; `org.opencontainers.image.source` and `.revision` claim the repository and commit that it was built
// from (annotations of the image specification). Whatever is asked for by digest must have that digest.
// A registry that wants a token says where to get one (WWW-Authenticate: Bearer, RFC 6750). The registry's login goes along only where
// the token's host is the login's own. https://github.com/opencontainers/distribution-spec https://distribution.github.io/distribution/spec/auth/token/
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { HttpAnswer } from '../io/fetch.ts';
import type { Http } from '../io/http.ts';
import type { IndexAnswer, Source } from '../types.ts';
import { type DockerConfiguration, dockerFromPolicy, findDocker, isLoopback } from './config/docker.ts';
import { asking, isGone, jsonOf, type RegistryUnit, type Release, repositoryUrl, unknown } from './index-context.ts';

type Where = Source['where'][number];
type Asked = { what: string; status: string }[];

const imageManifest = 'application/vnd.oci.image.manifest.v1+json';
const imageIndex = 'application/vnd.oci.image.index.v1+json';
const accept = [
  imageIndex,
  imageManifest,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
/** The specification asks registries to take manifests of at least 4 MiB. */
const largestManifest = 4 << 20;
const mostManifests = 2000;
/** Registries of one run that only image references name: a pull request may not make the gate knock at any number of doors. */
const mostStrangers = 50;

const digest = z.string().regex(/^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/);
const annotations = z.record(z.string(), z.string().max(10_000)).optional().catch(undefined);
const descriptor = z.object({
  digest,
  artifactType: z.string().max(300).optional(),
  annotations,
  platform: z
    .object({ os: z.string().max(100), architecture: z.string().max(100) })
    .optional()
    .catch(undefined),
});
const index = z.object({ manifests: z.array(descriptor).max(mostManifests), annotations });
const manifest = z.object({ config: z.object({ digest }), layers: z.array(z.unknown()).max(10_000), annotations });
const config = z.object({ config: z.object({ Labels: annotations.nullable() }).nullish().catch(undefined) });

export const docker: RegistryUnit<DockerConfiguration> = {
  type: 'docker',
  configure: findDocker,
  fromPolicy: dockerFromPolicy,
  create: ({ http, configuration }) => {
    const strangers = new Set<string>();
    return {
      async find(purl) {
        const image = imageOf(purl);
        if (image === undefined) return unknown('this is no reference to an image in a registry');
        const places = placesOf(image, await configuration());
        if (typeof places === 'string') return unknown(places);
        for (const { base, from } of places) if (from === undefined) strangers.add(base);
        if (strangers.size > mostStrangers && places.some(({ from }) => from === undefined))
          return unknown(
            `more than ${mostStrangers} registries are named by image references only: name the others under indexes: docker: in the policy`,
          );
        const asked: Asked = [];
        for (const place of places) {
          const answer = await findImage(new Repository(http, place, asked), purl.version);
          if (answer !== undefined) return { ...answer, asked };
        }
        return unknown(`the registry answered 404 for ${image.path}:${purl.version}`, asked);
      },
    };
  },
};

/** The same registries, for purls that name an image by its digest and its registry by a qualifier. */
export const oci: RegistryUnit<DockerConfiguration> = { ...docker, type: 'oci' };

interface Image {
  /** Host, or host:port. Undefined: the reference leaves it to the client. */
  host: string | undefined;
  path: string;
}
const repositoryPath = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const hostName = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
const reference = /^(?:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** pkg:docker has the registry's host in `repository_url` and the path in its name; pkg:oci has both in `repository_url`. */
function imageOf(purl: Release): Image | undefined {
  const kept = purl.qualifiers?.repository_url?.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  const slash = kept?.indexOf('/') ?? -1;
  const host = (slash < 0 ? kept : kept!.slice(0, slash))?.toLowerCase();
  const below = slash < 0 ? '' : kept!.slice(slash + 1);
  const own = [purl.namespace, purl.name].filter(Boolean).join('/');
  const path = below === '' || below === own || below.endsWith(`/${own}`) ? below || own : `${below}/${own}`;
  if (path.length > 255 || !repositoryPath.test(path) || !reference.test(purl.version)) return undefined;
  if (host !== undefined && !hostName.test(host)) return undefined;
  return { host, path };
}

interface Place {
  base: string;
  /** The configuration that named this registry; undefined where only the image reference does. */
  from: string | undefined;
  path: string;
}
/** Which registries to ask, or why none. A host that only the reference names is asked without login from private networks. */
function placesOf({ host, path }: Image, configured: DockerConfiguration): readonly Place[] | string {
  const at = (base: string, named: string): Place => ({ base, from: base, path: named });
  if (host === undefined) {
    if (configured.addresses.length === 0) return configured.unknown ?? 'no registry is known';
    return configured.addresses.map(({ url }) => at(url, path.includes('/') ? path : `library/${path}`));
  }
  const own = configured.addresses.filter(({ url }) => new URL(url).host === host);
  if (configured.closed) return own.length > 0 ? own.map(({ url }) => at(url, path)) : `${host} is not among the registries that the policy names`;
  const base = `${isLoopback(host) ? 'http' : 'https'}://${host}`;
  return [{ base, from: configured.hosts.includes(host) ? base : undefined, path }];
}

type Got = Awaited<ReturnType<typeof asking>>;

/** One repository of one registry, with the token that the registry asked for, if it did. */
class Repository {
  readonly #http: Http;
  readonly place: Place;
  readonly asked: Asked;
  #token: string | undefined;

  constructor(http: Http, place: Place, asked: Asked) {
    this.#http = http;
    this.place = place;
    this.asked = asked;
  }

  url(path: string): string {
    return `${this.place.base}/v2/${this.place.path}/${path}`;
  }

  async get(what: string, path: string, wants?: string, maxBytes = largestManifest): Promise<Got> {
    let got = await this.#ask(path, wants, maxBytes);
    if (got.answer?.status === 401 && this.#token === undefined) {
      this.#token = await this.#fetchToken(got.answer);
      if (this.#token !== undefined) got = await this.#ask(path, wants, maxBytes);
    }
    this.asked.push({ what: `${what} (${new URL(this.place.base).host})`, status: got.status });
    return got;
  }

  #ask(path: string, wants: string | undefined, maxBytes: number): Promise<Got> {
    const authorization = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    return asking(() =>
      this.#http.get(this.url(path), { from: this.place.from, maxBytes, ...(wants === undefined ? {} : { accept: wants }), ...authorization }),
    );
  }

  /** The realm is the registry's word: public, or as private as the registry is by configuration. */
  async #fetchToken(answer: HttpAnswer): Promise<string | undefined> {
    const challenge = bearerChallenge(answer.headers.get('www-authenticate') ?? '');
    if (challenge === undefined) return undefined;
    const url = new URL(challenge.realm);
    if (challenge.service !== undefined) url.searchParams.set('service', challenge.service);
    url.searchParams.set('scope', `repository:${this.place.path}:pull`);
    const { answer: given, status } = await asking(() =>
      this.#http.get(url.href, { from: this.place.from, accept: 'application/json', maxBytes: 1 << 20 }),
    );
    this.asked.push({ what: `token (${url.host})`, status });
    const data = given?.status === 200 ? tokenAnswer.safeParse(jsonOf(given.body)).data : undefined;
    return data?.token ?? data?.access_token;
  }
}

const token = z
  .string()
  .min(1)
  .max(32_768)
  .regex(/^[\x21-\x7e]+$/)
  .optional()
  .catch(undefined);
const tokenAnswer = z.object({ token, access_token: token });

/** `Bearer realm="…",service="…",scope="…"`. The scope is our own: we only read, whatever a registry would like to be asked for. */
export function bearerChallenge(header: string): { realm: string; service?: string } | undefined {
  const text = header.slice(0, 4096);
  const scheme = /(?:^|,)\s*Bearer\s+/i.exec(text);
  if (scheme === null) return undefined;
  const values = new Map<string, string>();
  for (const one of text.slice(scheme.index + scheme[0].length).matchAll(/([a-z_]+)="([^"\\]*)"/gi)) {
    const key = one[1]!.toLowerCase();
    if (!values.has(key)) values.set(key, one[2]!);
  }
  const [realm, service] = [values.get('realm'), values.get('service')];
  if (realm === undefined || !URL.canParse(realm) || !/^https?:/i.test(realm)) return undefined;
  return { realm, ...(service === undefined ? {} : { service }) };
}

/** Undefined: this registry has no such image. */
async function findImage(repository: Repository, version: string): Promise<Omit<IndexAnswer, 'asked'> | undefined> {
  const first = await readManifest(repository, version);
  if (first === undefined) return undefined;
  if ('reason' in first) return unknown(first.reason);
  const list = index.safeParse(first.data).data;
  const child = list === undefined ? undefined : chooseManifest(list.manifests);
  if (list !== undefined && child === undefined) return unknown('the image index names no manifest of an image');
  const second = child === undefined ? first : await readManifest(repository, child.digest);
  if (second === undefined || 'reason' in second)
    return unknown(second?.reason ?? 'the registry does not have the manifest that its own image index names');
  const one = manifest.safeParse(second.data).data;
  if (one === undefined) return unknown('the registry answered with something that is no manifest of an image');
  const labels = await readLabels(repository, one.config.digest);
  if (typeof labels === 'string') return unknown(labels);
  const said = { ...list?.annotations, ...child?.annotations, ...one.annotations, ...labels };
  const where = [...(await readReferrers(repository, first.digest)), ...attested(repository, list?.manifests ?? [])];
  return { source: sourceOf(said, where, repository.url(`manifests/${first.digest}`)), files: [] };
}

type Read = { data: unknown; digest: string } | { reason: string } | undefined;

async function readManifest(repository: Repository, name: string): Promise<Read> {
  const { answer, status } = await repository.get('manifest', `manifests/${name}`, accept);
  if (answer === undefined) return { reason: `the registry did not answer: ${status}` };
  if (isGone(answer)) return undefined;
  if (answer.status === 401 || answer.status === 403)
    return { reason: `the registry wants a login (status ${status}): put one under auths in ~/.docker/config.json; credential helpers are not run` };
  if (answer.status !== 200) return { reason: `the registry did not answer: status ${status}` };
  const computed = `sha256:${createHash('sha256').update(answer.body).digest('hex')}`;
  if (!hasDigest(answer.body, name)) return { reason: `the registry answered with another manifest (${computed}) than ${name}` };
  const data = jsonOf(answer.body);
  return data === undefined
    ? { reason: `the registry answered with something that is no manifest (${answer.type || 'no content type'})` }
    : { data, digest: name.includes(':') ? name : computed };
}

/** A tag promises nothing. */
function hasDigest(bytes: Buffer, name: string): boolean {
  const [algorithm, hex] = name.split(':');
  return hex === undefined || createHash(algorithm!).update(bytes).digest('hex') === hex;
}

type Descriptor = z.infer<typeof descriptor>;
const isAttestation = (one: Descriptor): boolean => one.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';

/** The platform that most builds run on, or else the first: labels are the same for all platforms of a build. */
function chooseManifest(manifests: readonly Descriptor[]): Descriptor | undefined {
  const images = manifests.filter((one) => !isAttestation(one));
  return images.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64') ?? images[0];
}

async function readLabels(repository: Repository, blob: string): Promise<Record<string, string> | string> {
  const { answer, status } = await repository.get('configuration', `blobs/${blob}`);
  if (answer === undefined) return `the registry did not answer: ${status}`;
  if (answer.status !== 200) return `the registry does not give the configuration of the image: status ${status}`;
  if (!hasDigest(answer.body, blob)) return 'the registry answered with another configuration than the manifest names';
  return config.safeParse(jsonOf(answer.body)).data?.config?.Labels ?? {};
}

/** What refers to the image; a registry without that endpoint may keep the same list under a tag. Silence is no answer, and no failure. */
async function readReferrers(repository: Repository, name: string): Promise<Where[]> {
  let { answer } = await repository.get('referrers', `referrers/${name}`, imageIndex);
  if (answer !== undefined && isGone(answer)) ({ answer } = await repository.get('referrers tag', `manifests/${name.replace(':', '-')}`, imageIndex));
  const list = answer?.status === 200 ? index.safeParse(jsonOf(answer.body)).data?.manifests : undefined;
  return (list ?? []).flatMap((one) => {
    const kind = kindOf(one.artifactType ?? '');
    return kind === undefined ? [] : [whereOf(repository, kind, one, one.artifactType!)];
  });
}

/** BuildKit keeps attestations as manifests of their own in the index. */
const attested = (repository: Repository, manifests: readonly Descriptor[]): Where[] =>
  manifests.filter(isAttestation).map((one) => whereOf(repository, 'provenance', one, 'attestation manifest in the image index'));

const whereOf = (repository: Repository, kind: string, one: Descriptor, value: string): Where => ({
  kind,
  url: repository.url(`manifests/${one.digest}`),
  evidence: { kind: 'index-answer', path: repository.place.base, value: `${value}; not verified` },
});

function kindOf(artifactType: string): string | undefined {
  if (/spdx|cyclonedx|sbom|syft/i.test(artifactType)) return 'sbom';
  return /in-?toto|sigstore|cosign|dsse|slsa|attest/i.test(artifactType) ? 'provenance' : undefined;
}

function sourceOf(said: Record<string, string>, beside: readonly Where[], path: string): Source {
  const [named, revision] = [own(said, 'org.opencontainers.image.source'), own(said, 'org.opencontainers.image.revision')];
  const url = named === undefined ? undefined : repositoryUrl(named);
  const where = [...new Map(beside.map((one) => [`${one.kind} ${one.url}`, one])).values()];
  if (url === undefined) return { status: 'unknown', reason: 'neither labels nor annotations of the image name its source', where };
  const commit = revision === undefined || revision === '' ? 'no commit' : `commit ${revision.slice(0, 200)}`;
  return {
    status: 'partial',
    reason: `an image holds what was built; its labels name a repository and ${commit}, which was not asked`,
    where: [{ kind: 'git', url, evidence: { kind: 'index-answer', path, value: revision ? revision.slice(0, 200) : url } }, ...where],
  };
}

const own = (record: Record<string, string>, key: string): string | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);
