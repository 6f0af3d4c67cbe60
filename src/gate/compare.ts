// Two artifacts side by side, or an artifact and its source: whether each of its files follows from a file of the source.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { blobTexts, type GitTree, gitHash, gitTree, knownBlobs } from '../discover/index.ts';
import { emptyWalk } from '../inspect/walk.ts';
import { correspond, type SourceTree, wantedTexts } from '../source/correspond.ts';
import type { Correspondence, Facts, PrintedFile } from '../types.ts';
import { factsOf } from './inspect.ts';
import type { Common } from './options.ts';
import { inspectSubjects, shownPath } from './subjects.ts';
import type { Walk } from './tasks.ts';

export interface Compared {
  before: Facts;
  after: Facts;
  /** Only where `after` is a source. */
  correspondence?: Correspondence;
}

/** What differs between two artifacts, or, where the second is a source, what of the first it explains. Subjects are what `inspect` takes. */
export async function compareSubjects(before: string, after: string, common: Common): Promise<Compared> {
  const path = resolve(common.cwd, after);
  const folder = !after.startsWith('pkg:') && statSync(path, { throwIfNoEntry: false })?.isDirectory();
  const hash = folder ? await gitHash(path) : undefined;
  if (hash !== undefined) return withRepository(before, path, hash, common);
  // A package that is only named is downloaded where its files are to be held against a source: a list of names would not do.
  const walks: Walk[] = [];
  const depth = folder ? { depth: 'full' as const } : {};
  const [first, second] = await inspectSubjects([before, after], { ...common, ...depth }, { prints: 'sha1', walked: (walk) => walks.push(walk) });
  const facts = { before: first as Facts, after: second as Facts };
  const [one, other] = walks;
  if (one === undefined || other === undefined || !isSourceOf(facts.after, facts.before)) return facts;
  return { ...facts, correspondence: withTree(facts.before, one, other) };
}

const sourceFormats = /^(folder|sdist|crate|gomod|zip|tar(\..+)?)$/;

/** A folder always; an archive of sources where the first is something else. Two releases of the same kind are compared with each other. */
function isSourceOf({ subject }: Facts, { subject: first }: Facts): boolean {
  if (subject.kind !== 'artifact' || first.kind !== 'artifact') return false;
  if (subject.format === 'folder' || /-sources\.jar$/.test(subject.path)) return true;
  return sourceFormats.test(subject.format) && subject.format !== first.format && subject.depth === 'full';
}

function withTree(facts: Facts, artifact: Walk, source: Walk): Correspondence {
  const theirs = source.walked.prints ?? [];
  const tree: SourceTree = {
    files: [
      ...theirs.map(({ path, size, id }) => ({ path, size, ...(id ? { id } : {}) })),
      ...source.walked.files.filter(({ kind }) => kind === 'link').map(({ path }) => ({ path, size: 0, link: true as const })),
    ],
    submodules: [],
    ...(source.container === 'folder' ? {} : { wrapped: true as const }),
  };
  const texts = new Map(theirs.flatMap(({ id, text }) => (id && text ? [[id, text] as const] : [])));
  return correspond(printsOf(artifact), tree, { ...ofArtifact(facts), textOf: (id) => texts.get(id) });
}

async function withRepository(before: string, path: string, hash: 'sha1' | 'sha256', common: Common): Promise<Compared> {
  const walks: Walk[] = [];
  const [facts] = await inspectSubjects([before], { ...common, depth: 'full' }, { prints: hash, walked: (walk) => walks.push(walk) });
  const [artifact] = walks;
  const after = repositoryFacts(shownPath(common.cwd, path));
  if (facts === undefined || artifact === undefined) return { before: facts as Facts, after };
  const prints = printsOf(artifact);
  const { name, version, commit } = facts.metadata ?? {};
  const ids = new Set(prints.flatMap(({ id, size }) => (id !== undefined && size > 0 ? [id] : [])));
  const wanted = { ...(name ? { name } : {}), ...(version ? { version } : {}), ...(commit ? { commit } : {}), ids };
  const tree = await gitTree(path, wanted);
  if (tree === undefined) return { before: facts, after };
  return { before: facts, after, correspondence: await heldAgainst(facts, prints, tree, path) };
}

async function heldAgainst(facts: Facts, prints: readonly PrintedFile[], tree: GitTree, path: string): Promise<Correspondence> {
  const there = new Set(tree.files.map(({ id }) => id));
  const open = prints.flatMap(({ id, size }) => (id !== undefined && size > 0 && !there.has(id) ? [id] : []));
  const [known, texts] = await Promise.all([knownBlobs(path, open), blobTexts(path, wantedTexts(prints, tree))]);
  const { commit, ref, how, remarks } = tree;
  return correspond(prints, tree, {
    ...ofArtifact(facts),
    commit,
    textOf: (id) => texts.get(id),
    known: new Set(known.keys()),
    git: { commit, ref, how },
    remarks,
  });
}

const ofArtifact = ({ subject, native, metadata }: Facts) => ({
  format: 'format' in subject ? subject.format : '',
  native: new Set(native.map(({ path }) => path)),
  ...(metadata?.version ? { version: metadata.version } : {}),
  ...(metadata?.commit ? { commit: metadata.commit } : {}),
});

const printsOf = ({ walked }: Walk): PrintedFile[] => [
  ...(walked.prints ?? []),
  ...walked.files.filter(({ kind }) => kind === 'link').map(({ path, size, kind }) => ({ path, size, kind })),
];

const repositoryFacts = (shown: string): Facts => factsOf(emptyWalk(), { shown, container: 'git', size: 0, depth: 'index' });
