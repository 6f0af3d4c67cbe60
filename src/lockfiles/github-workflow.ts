// GitHub workflows and composite actions: what `uses:` runs, and the images of jobs and services. YAML without a version.
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax and /metadata-syntax
// `owner/repository[/path]@ref`, `./folder`, `docker://image`. Only a full commit is a pin; a comment `# v4` behind it is a claim.
import { purlOf } from '../purl/index.ts';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { imagePackage } from './reading/image.ts';
import { locked } from './reading/text.ts';
import { duplicateProblems, type Field, field, fieldsOf, itemsOf, type Node, parseYaml, type Tree, textOf } from './reading/tree.ts';

export const githubWorkflow: LockfileFormat = {
  id: 'github-workflow',
  names: [
    '.github/workflows/*.yml',
    '.github/workflows/*.yaml',
    '**/.github/workflows/*.yml',
    '**/.github/workflows/*.yaml',
    'action.yml',
    'action.yaml',
  ],

  *read(text, path): Generator<LockedPackage | Problem> {
    const tree = parseYaml(text);
    yield* duplicateProblems(tree, path);
    for (const { node: job } of fieldsOf(field(tree.root, 'jobs'))) {
      yield* used(job, tree, text);
      yield* imageOf(job, job, 'container', tree);
      for (const { node: service } of fieldsOf(field(job, 'services'))) yield* imageOf(job, service, 'image', tree);
      for (const step of itemsOf(field(job, 'steps'))) yield* used(step, tree, text);
    }
    const runs = field(tree.root, 'runs');
    for (const step of itemsOf(field(runs, 'steps'))) yield* used(step, tree, text);
    const image = fieldOf(runs, 'image');
    const reference = textOf(image?.node);
    if (image !== undefined && reference?.startsWith('docker://'))
      yield imagePackage(tree.lines.place(image.at), reference.slice('docker://'.length));
  },
};

const fieldOf = (node: Node | undefined, key: string): Field | undefined => (node?.kind === 'fields' ? node.fields.get(key) : undefined);

/** `container: image`, `container: {image}`. What the job's matrix writes out stands in it; any other expression is known when the workflow runs only. */
function* imageOf(job: Node, node: Node, key: string, tree: Tree): Generator<LockedPackage> {
  const found = fieldOf(node, key);
  const inner = fieldOf(found?.node, 'image') ?? found;
  const reference = textOf(inner?.node);
  if (inner === undefined || reference === undefined || reference === '') return;
  const place = tree.lines.place(inner.at);
  if (!reference.includes('${{')) return yield imagePackage(place, reference);
  const expression = /\$\{\{\s*matrix\.([\w.-]{1,200})\s*\}\}/.exec(reference);
  const values = expression === null ? [] : [...matrixValues(job, expression[1]!.split('.'))];
  const images = values.map(({ at, text }) => ({ at, text: reference.replaceAll(expression![0], text) })).filter(({ text }) => text !== '');
  if (images.length > 0 && !images.some(({ text }) => text.includes('${{')))
    for (const { at, text } of images) yield imagePackage(tree.lines.place(at), text);
  else
    yield locked(place, {
      name: reference.slice(0, 200),
      purl: purlOf('generic', 'image'),
      resolved: { kind: 'none' },
      key: `${reference.slice(0, 200)} (line ${place.line})`,
      direct: true,
      requiredBy: ['.'],
      notes: ['an image that is known when the workflow runs only'],
    });
}

/** The values that a matrix writes out under a key, and those of its `include`. */
function* matrixValues(job: Node, path: readonly string[]): Generator<{ at: number; text: string }> {
  const matrix = field(field(job, 'strategy'), 'matrix');
  const [key = '', ...rest] = path;
  for (const item of [...itemsOf(field(matrix, key)), ...itemsOf(field(matrix, 'include')).map((each) => field(each, key))]) {
    let value = item;
    for (const step of rest) value = field(value, step);
    const text = textOf(value);
    if (value !== undefined && text !== undefined) yield { at: value.at, text };
  }
}

function* used(node: Node, tree: Tree, text: string): Generator<LockedPackage> {
  const uses = fieldOf(node, 'uses');
  const reference = textOf(uses?.node);
  if (uses === undefined || reference === undefined) return;
  const place = tree.lines.place(uses.at);
  if (reference.startsWith('docker://')) yield imagePackage(place, reference.slice('docker://'.length));
  else if (/^\.{1,2}\//.test(reference)) {
    yield locked(place, {
      name: reference,
      purl: purlOf('generic', reference.split('/').at(-1) || 'action'),
      resolved: { kind: 'path', url: reference },
      key: `${reference} (line ${place.line})`,
      direct: true,
      requiredBy: ['.'],
    });
  } else {
    const at = reference.lastIndexOf('@');
    const name = at === -1 ? reference : reference.slice(0, at);
    const version = at === -1 ? '' : reference.slice(at + 1);
    const commit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(version) ? version : undefined;
    const comment = commentAfter(text, uses.node.at + reference.length);
    yield locked(place, {
      name,
      version,
      purl: purlOf('githubactions', name, version),
      resolved: { kind: 'action', ...(commit === undefined ? {} : { commit }) },
      key: `${reference} (line ${place.line})`,
      direct: true,
      requiredBy: ['.'],
      ...(comment === undefined ? {} : { notes: [`comment: ${comment}`] }),
    });
  }
}

function commentAfter(text: string, at: number): string | undefined {
  const end = text.indexOf('\n', at);
  return /^["']?\s*#\s*(.{1,100})/.exec(text.slice(at, end === -1 ? at + 200 : Math.min(end, at + 200)))?.[1]?.trim();
}
