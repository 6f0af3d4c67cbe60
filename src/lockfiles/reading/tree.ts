// One tree for JSON and YAML: every value and key with its offset, duplicates seen, scalars as they are written (a version 1.10 stays 1.10).
// JSON: RFC 8259, and with comments and trailing commas where a format has them. YAML 1.2; aliases share their node, so that a bomb stays small.
import { EVENT_ID, getScalarValue, parseEvents, type ScalarEvent, YAMLException } from 'js-yaml';
import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import { type Document, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Problem } from '../../types.ts';
import { Lines, maxDepth, maxValues, type Place, problem, ReadError, refuseHuge } from './text.ts';

export type Node =
  | { kind: 'scalar'; at: number; value: string; quoted: boolean }
  | { kind: 'list'; at: number; items: Node[] }
  | { kind: 'fields'; at: number; fields: Map<string, Field> };
export interface Field {
  key: string;
  /** Offset of the key. */
  at: number;
  node: Node;
}
export interface Tree {
  root: Node | undefined;
  /** All documents of a YAML stream, `root` being the first. */
  documents: readonly Node[];
  duplicates: readonly Field[];
  lines: Lines;
}

/** The places of keys that stand twice in one mapping: two readers may see different values. */
export function* duplicateProblems(tree: Tree, path: string): Generator<Problem> {
  for (const { key, at } of tree.duplicates.slice(0, 100))
    yield problem(path, 'duplicate-key', 'hazard', `the key ${JSON.stringify(key.slice(0, 200))} stands twice`, tree.lines.place(at));
}

type Open =
  | { kind: 'list'; node: Extract<Node, { kind: 'list' }> }
  | { kind: 'fields'; node: Extract<Node, { kind: 'fields' }>; key: Field | undefined };

/** Puts values into their parents as a parser meets them. */
class Builder {
  readonly stack: Open[] = [];
  readonly documents: Node[] = [];
  readonly duplicates: Field[] = [];
  #count = 0;
  readonly #lines: Lines;
  constructor(lines: Lines) {
    this.#lines = lines;
  }
  add(node: Node): void {
    if (++this.#count > maxValues) throw new ReadError('too-many-values', `more than ${maxValues} values`, this.#lines.place(node.at), 'limit');
    const parent = this.stack.at(-1);
    if (parent === undefined) this.documents.push(node);
    else if (parent.kind === 'list') parent.node.items.push(node);
    else if (parent.key !== undefined) {
      parent.key.node = node;
      if (parent.node.fields.has(parent.key.key)) this.duplicates.push(parent.key);
      parent.node.fields.set(parent.key.key, parent.key);
      parent.key = undefined;
    }
  }
  open(node: Extract<Node, { kind: 'list' | 'fields' }>): void {
    this.add(node);
    if (this.stack.length >= maxDepth) throw new ReadError('too-deep', `more than ${maxDepth} levels`, this.#lines.place(node.at), 'limit');
    this.stack.push(node.kind === 'list' ? { kind: 'list', node } : { kind: 'fields', node, key: undefined });
  }
}

const placeholder: Node = { kind: 'scalar', at: 0, value: '', quoted: false };

/** A JSON text as a tree. Throws a ReadError at the first mistake. `lenient` allows comments and trailing commas. */
export function parseJson(text: string, lenient = false): Tree {
  refuseHuge(text);
  const lines = new Lines(text);
  const builder = new Builder(lines);
  const fail = (error: ParseErrorCode, offset: number): never => {
    throw new ReadError('bad-json', `not JSON: ${printParseErrorCode(error)}`, lines.place(offset));
  };
  visit(
    text,
    {
      onObjectBegin: (at) => builder.open({ kind: 'fields', at, fields: new Map() }),
      onArrayBegin: (at) => builder.open({ kind: 'list', at, items: [] }),
      onObjectEnd: () => void builder.stack.pop(),
      onArrayEnd: () => void builder.stack.pop(),
      onObjectProperty: (key, at) => {
        const parent = builder.stack.at(-1);
        if (parent?.kind === 'fields') parent.key = { key, at, node: placeholder };
      },
      onLiteralValue: (value, at) => builder.add({ kind: 'scalar', at, value: String(value), quoted: typeof value === 'string' }),
      onError: fail,
    },
    { disallowComments: !lenient, allowTrailingComma: lenient },
  );
  return { root: builder.documents[0], documents: builder.documents, duplicates: builder.duplicates, lines };
}

/** A YAML text (one or more documents) as a tree. Throws a ReadError at the first mistake. */
export function parseYaml(text: string): Tree {
  try {
    return parseStrictly(text);
  } catch (error) {
    // js-yaml refuses flow collections whose closing bracket is not indented, which other readers, and people, take
    const lenient =
      error instanceof ReadError && error.message.includes('deficient indentation') && text.length <= maxLenient ? parseLeniently(text) : undefined;
    if (lenient === undefined) throw error;
    return lenient;
  }
}
const maxLenient = 1 << 18; // characters: the second parser is ten times slower

function parseStrictly(text: string): Tree {
  refuseHuge(text);
  const lines = new Lines(text);
  const builder = new Builder(lines);
  const anchors = new Map<string, Node>();
  const aliases = new AliasBudget(lines);
  for (const event of yamlEvents(text, lines)) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        anchors.clear();
        builder.stack.push({ kind: 'list', node: { kind: 'list', at: 0, items: builder.documents } });
        break;
      case EVENT_ID.POP:
        aliases.closed(builder.stack.pop()?.node, builder.stack.at(-1)?.node);
        break;
      case EVENT_ID.ALIAS: {
        const node = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
        if (node === undefined) throw new ReadError('bad-yaml', 'not YAML: unknown alias', lines.place(event.anchorStart));
        aliases.used(node, builder.stack.at(-1)?.node, event.anchorStart);
        place(builder, node, event.anchorStart, false);
        break;
      }
      default: {
        const node = nodeOf(event, text);
        if (event.anchorStart !== -1) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
        place(builder, node, node.at, node.kind !== 'scalar');
      }
    }
  }
  return { root: builder.documents[0], documents: builder.documents, duplicates: builder.duplicates, lines };
}

/** By the parser that keeps a full tree. Undefined where it finds a mistake as well. */
function parseLeniently(text: string): Tree | undefined {
  const lines = new Lines(text);
  const builder = new Builder(lines);
  for (const document of withoutStacks(() => parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent', prettyErrors: false })) as Document[]) {
    if (document.errors.length > 0) return undefined;
    if (document.contents !== null) convert(document.contents, builder);
  }
  return { root: builder.documents[0], documents: builder.documents, duplicates: builder.duplicates, lines };
}

/** That parser makes an error for each line that it does not understand, each with a stack that nobody reads. */
function withoutStacks<T>(run: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Aliases are left out: the strict parser knows them, and a bomb must not get a second chance here. */
function convert(node: unknown, builder: Builder): void {
  const at = (node as { range?: [number, number, number] | null }).range?.[0] ?? 0;
  if (isScalar(node)) {
    const quoted = node.type !== 'PLAIN';
    builder.add({ kind: 'scalar', at, value: quoted ? String(node.value) : (node.source ?? ''), quoted });
  } else if (isMap(node)) {
    builder.open({ kind: 'fields', at, fields: new Map() });
    for (const { key, value } of node.items) {
      const parent = builder.stack.at(-1);
      if (parent?.kind !== 'fields' || !isScalar(key)) continue;
      parent.key = { key: key.source ?? String(key.value), at: key.range?.[0] ?? at, node: placeholder };
      if (value === null) builder.add({ kind: 'scalar', at, value: '', quoted: false });
      else convert(value, builder);
    }
    builder.stack.pop();
  } else if (isSeq(node)) {
    builder.open({ kind: 'list', at, items: [] });
    for (const item of node.items) convert(item, builder);
    builder.stack.pop();
  } else builder.add({ kind: 'scalar', at, value: '', quoted: false });
}

/** What a document would hold with its aliases written out. A bomb is small as a tree, but not for a reader that walks it. */
class AliasBudget {
  readonly #extra = new Map<Node, number>();
  readonly #closed = new WeakSet<Node>();
  readonly #lines: Lines;
  constructor(lines: Lines) {
    this.#lines = lines;
  }
  used(node: Node, parent: Node | undefined, at: number): void {
    if (node.kind !== 'scalar' && !this.#closed.has(node))
      throw new ReadError('bad-yaml', 'not YAML: an alias inside what it stands for', this.#lines.place(at));
    const own = node.kind === 'list' ? node.items.length : node.kind === 'fields' ? node.fields.size : 1;
    this.#add(parent, own + (this.#extra.get(node) ?? 0), at);
  }
  closed(node: Node | undefined, parent: Node | undefined): void {
    if (node === undefined) return;
    this.#closed.add(node);
    const extra = this.#extra.get(node);
    if (extra !== undefined) this.#add(parent, extra, node.at);
  }
  #add(parent: Node | undefined, count: number, at: number): void {
    if (parent === undefined) return;
    const sum = (this.#extra.get(parent) ?? 0) + count;
    if (sum > maxAliased) throw new ReadError('alias-bomb', `aliases stand for more than ${maxAliased} values`, this.#lines.place(at), 'limit');
    this.#extra.set(parent, sum);
  }
}
const maxAliased = 100_000;

function nodeOf(event: Exclude<ReturnType<typeof parseEvents>[number], { type: 1 | 5 | 6 }>, text: string): Node {
  if (event.type === EVENT_ID.MAPPING) return { kind: 'fields', at: event.start, fields: new Map() };
  if (event.type === EVENT_ID.SEQUENCE) return { kind: 'list', at: event.start, items: [] };
  const scalar = event as ScalarEvent;
  return {
    kind: 'scalar',
    at: Math.max(0, isQuoted(scalar) ? scalar.valueStart - 1 : scalar.valueStart),
    value: getScalarValue(text, scalar),
    quoted: scalar.style !== 1,
  };
}

/** The offsets of js-yaml leave the quotes out. */
const isQuoted = ({ style }: ScalarEvent): boolean => style === 2 || style === 3;

/** Every second value of a mapping is a key: js-yaml gives both alike. A key that is no scalar gets a name that no reader asks for. */
function place(builder: Builder, node: Node, at: number, opens: boolean): void {
  const parent = builder.stack.at(-1);
  if (parent?.kind === 'fields' && parent.key === undefined) {
    parent.key = { key: node.kind === 'scalar' ? node.value : `\0${at}`, at, node: placeholder };
    if (opens) builder.stack.push(node.kind === 'fields' ? { kind: 'fields', node, key: undefined } : ({ kind: 'list', node } as Open));
  } else if (opens) builder.open(node as Extract<Node, { kind: 'list' | 'fields' }>);
  else builder.add(node);
}

function yamlEvents(text: string, lines: Lines): ReturnType<typeof parseEvents> {
  try {
    return parseEvents(text, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const mark = error.mark as { position?: number } | undefined;
    throw new ReadError(
      'bad-yaml',
      `not YAML: ${error.reason}`,
      mark?.position === undefined ? undefined : lines.place(Math.min(mark.position, text.length)),
    );
  }
}

// ---- asking a tree: each gives undefined, or nothing, where the value is of another kind

export const field = (node: Node | undefined, key: string): Node | undefined => (node?.kind === 'fields' ? node.fields.get(key)?.node : undefined);

export function fieldsOf(node: Node | undefined): Iterable<Field> {
  return node?.kind === 'fields' ? node.fields.values() : [];
}
export const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === 'list' ? node.items : []);

/** The text of a scalar; null, `~` and nothing are undefined. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  return !node.quoted && (node.value === 'null' || node.value === '~' || node.value === '') ? undefined : node.value;
}
export const isTrue = (node: Node | undefined): boolean => node?.kind === 'scalar' && !node.quoted && node.value === 'true';

/** The texts of a list of scalars; a lone scalar is a list of one. */
export function textsOf(node: Node | undefined): string[] {
  const nodes = node?.kind === 'scalar' ? [node] : itemsOf(node);
  return nodes.map(textOf).filter((text) => text !== undefined);
}

/** The place of the root, for problems of the whole file. */
export const startOf = (tree: Tree, node: Node | undefined): Place => tree.lines.place(node?.at ?? 0);
