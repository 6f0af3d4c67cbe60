// What rules share: where a finding stands, and how facts become evidence.
import type { Category, Component, Confidence, Evidence, Evidences, Facts, Location, NativeFile, Subject } from '../../types.ts';
import { counted, many } from '../words.ts';

/** Where a person looks first: the lock's line, or the artifact. */
export function placeOf(subject: Subject): Location {
  if (subject.kind === 'locked-package' || subject.kind === 'policy') return subject.at;
  return subject.kind === 'artifact' && subject.at !== undefined ? subject.at : { path: subject.path };
}

/** At least one piece of evidence, or nothing at all. `most` bounds what a finding carries; the message has the count. */
export function evidences(list: readonly Evidence[], most = 50): Evidences | undefined {
  const [first, ...rest] = list;
  return first === undefined ? undefined : [first, ...rest.slice(0, most - 1)];
}

/** The lock's own entry as evidence. */
export function lockEntry(facts: Facts, value: string): Evidence {
  return { kind: 'lock-entry', ...placeOf(facts.subject), value };
}

export const fileEvidence = (file: NativeFile): Evidence => ({ kind: 'file-name', path: file.path, value: file.soname ?? file.path });

/** One piece of evidence for each component: its first, which identify orders by weight. */
export const componentEvidence = (components: readonly Component[]): readonly Evidence[] =>
  components.flatMap((component) => component.evidence.slice(0, 2));

const isInside = (component: Component): boolean => component.how !== 'declared';

/** Components whose code is really inside (not only declared), and which are not the package itself. */
export function foreignComponents(facts: Facts, hows: readonly Component['how'][] = ['bundled', 'static', 'vendored']): readonly Component[] {
  return facts.components.filter((component) => isInside(component) && hows.includes(component.how) && !isItself(component, facts));
}

/** A package that is the library is not said to bundle it: libgomp1 holds libgomp, the wheel `intel-openmp` holds libiomp5. */
export function isItself(component: Component, facts: Facts): boolean {
  const own = ownNames(facts);
  if (component.purl !== undefined && own.purls.has(withoutVersion(component.purl))) return true;
  if ([...own.purls].some((purl) => isOfGroup(component.purl, purl))) return true;
  return own.names.has(plainName(component.id)) || own.names.has(plainName(component.name));
}

/** A Maven group is named after its project: what comes from the repository netty/netty is io.netty's own. */
function isOfGroup(component: string | undefined, own: string): boolean {
  const group = /^pkg:maven\/([^/]+)\//.exec(own)?.[1]?.split('.');
  const [, owner = '', repository = ''] = /^pkg:github\/([^/@]+)\/([^/@]+)/.exec(component ?? '') ?? [];
  return group?.includes(owner.toLowerCase()) === true && group.includes(repository.toLowerCase());
}

const withoutVersion = (purl: string): string => purl.replace(/[?#].*$/, '').replace(/@[^/@]*$/, '');

/** `libgomp1`, `LibGomp`, `gomp` are one name here: lower case, letters and digits, no `lib` before nor number of an ABI behind. */
function plainName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const short = plain.replace(/^lib/, '').replace(/\d+$/, '');
  return short.length >= 2 ? short : plain;
}

function ownNames(facts: Facts): { purls: ReadonlySet<string>; names: ReadonlySet<string> } {
  const purls = new Set<string>();
  const names = new Set<string>();
  const { subject, metadata } = facts;
  const purl = subject.kind === 'artifact' || subject.kind === 'locked-package' ? subject.purl : undefined;
  for (const text of [purl, metadata?.purl]) {
    if (text === undefined) continue;
    purls.add(withoutVersion(text));
    names.add(plainName(withoutVersion(text).split('/').at(-1) ?? ''));
  }
  if (metadata?.name !== undefined) names.add(plainName(metadata.name.split('/').at(-1) ?? metadata.name));
  return { purls, names };
}

export const isProprietary = (category: Category): boolean =>
  category === 'proprietary-redistributable' || category === 'proprietary-no-redistribution';

/** Known by the metadata that it left inside (Go's and Rust's build data, a shaded module's own files): that is a declaration. */
export const declaresItself = ({ evidence }: Component): boolean => evidence.every(({ kind }) => kind === 'metadata');

/** The package is this very software, by the catalogue's word. */
export const isOwn = ({ declaredBy = [] }: Component): boolean => declaredBy.includes('metadata');

/** A jar's licence may stand in a parent POM, and a Debian package's copyright file may be a link into another package: nothing can be said then. */
export const mayBeElsewhere = (subject: Subject, purl = ''): boolean =>
  /^pkg:(maven|deb)\//.test(purl) || (subject.kind === 'artifact' && /^(jar|war|ear|aar|deb|udeb)$/.test(subject.format));

/** The weakest of several: what can be said of all of them together. */
export function weakest(components: readonly Component[]): Confidence {
  if (components.some(({ confidence }) => confidence === 'by-name')) return 'by-name';
  return components.some(({ confidence }) => confidence === 'likely') ? 'likely' : 'certain';
}

/** Names for a sentence, the surest and most telling first: `Intel MKL, NVIDIA cuDNN`. Versions of one stand behind its name: `SQLite 3.45.3/3.46.0`. */
export function namesOf(components: readonly Component[]): readonly string[] {
  const found = new Map<string, { name: string; known: Set<string> }>();
  for (const { id, name, version } of components) {
    const one = found.get(id) ?? { name, known: new Set() };
    found.set(id, one);
    if (version !== undefined) one.known.add(version);
  }
  return [...found.values()].map(({ name, known }) => (known.size === 0 ? name : `${name} ${[...known].join('/')}`));
}

/** How many there are: versions and ways in of one count once. */
export const countOf = (components: readonly Component[]): number => new Set(components.map(({ id }) => id)).size;

/** The one's name, or how many there are. */
export function oneOrMany(components: readonly Component[], noun: string, more = `${noun}s`): string {
  const [first] = components;
  return first !== undefined && countOf(components) === 1 ? first.name : many(countOf(components), noun, more);
}

export const idsOf = (components: readonly Component[]): readonly string[] => [...new Set(components.map(({ id }) => id))].sort();

/** The first sign of a component as words: `defines 25,125 mkl_ symbols`, `holds "Intel(R) ..."`. */
export function signOf(component: Component): string {
  const [{ kind, value, count, path }] = component.evidence;
  const what = `"${value}"`;
  switch (kind) {
    case 'symbol':
      return `${path} defines ${count === undefined ? what : `${counted(count)} symbols such as ${value}`}`;
    case 'string':
    case 'content':
      return `${path} holds ${what}`;
    case 'soname':
      return `${path} has the SONAME ${value}`;
    case 'build-id':
      return `${path} has Build ID ${value}`;
    case 'sbom':
    case 'metadata':
    case 'licence-text':
      return `${path} names ${what}`;
    default:
      return path === '' ? what : path;
  }
}

/** Paths of all the components' files, without repeats. */
export const pathsOf = (components: readonly Component[]): readonly string[] => [...new Set(components.flatMap(({ paths }) => paths))];

/** A file's name without the hash that auditwheel, delvewheel or a build put into it: what stays when it is built again. */
export const stableName = (path: string): string =>
  path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/-[0-9a-f]{8,32}(?=[.-]|$)/g, '')
    .replace(/\.[0-9a-f]{8}(?=\.so)/, '');

/**
 * The files inside were opened. In a listing only their names are known: whether a text or an SBOM names a component cannot be said there, and "it
 * does not" would be a wrong finding. What a listing leaves out is told under "not inspected".
 */
export const isOpened = ({ subject }: Facts): boolean => !('depth' in subject) || subject.depth !== 'listing';
