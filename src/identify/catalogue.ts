// The catalogue, and what is made of it once per process: tables by id, by file name, by symbol and by text.
import { knowledge } from './knowledge/index.ts';
import { MarkerScanner } from './markers.ts';
import { comparable, globToExpression } from './names.ts';
import { sourcePackage } from './package-names.ts';
import type { KnownComponent } from './record.ts';
import { SymbolPatterns } from './symbols.ts';

export { knowledge, knowledgeDate } from './knowledge/index.ts';

const byId = new Map(knowledge.map((record) => [record.id, record]));
/** The category of what other records have under the same licence. */
export const categoryOf = (licence: string): KnownComponent['category'] | undefined =>
  knowledge.find((record) => record.licence === licence)?.category;
export const known = (id: string): KnownComponent | undefined => byId.get(id);

interface Named {
  record: KnownComponent;
  expression: RegExp;
}
let fileNames: Map<string, Named[]> | undefined;

/** Globs by the text before their first wildcard, so that a name is held against a handful of them. */
function fileNameTable(): Map<string, Named[]> {
  fileNames ??= (() => {
    const table = new Map<string, Named[]>();
    for (const record of knowledge) {
      for (const glob of [...record.filePatterns, ...(record.sonamePatterns ?? [])]) {
        const start = (/^[^*[]*/.exec(glob)?.[0] ?? '').toLowerCase();
        const list = table.get(start) ?? [];
        list.push({ record, expression: globToExpression(glob) });
        table.set(start, list);
      }
    }
    return table;
  })();
  return fileNames;
}

/**
 * Records whose file names match a base name without hash. The glob that says most of the name wins (`libsvml*` over `libsvm*`); members of
 * one interface stay together, since only the content tells them apart.
 */
export function recordsNamed(name: string): readonly KnownComponent[] {
  const table = fileNameTable();
  const lower = name.toLowerCase().slice(0, 255);
  const found = new Map<KnownComponent, number>();
  let most = -1;
  for (let length = 0; length <= lower.length; length++) {
    for (const { record, expression } of table.get(lower.slice(0, length)) ?? []) {
      if (!expression.test(name)) continue;
      found.set(record, length);
      most = length;
    }
  }
  const best = [...found].filter(([, length]) => length === most).map(([record]) => record);
  const apis = new Set(best.flatMap(({ api }) => (api === undefined ? [] : [api])));
  return [...found.keys()].filter((record) => best.includes(record) || (record.api !== undefined && apis.has(record.api)));
}

let patterns: SymbolPatterns | undefined;
export function symbolPatterns(): SymbolPatterns {
  patterns ??= new SymbolPatterns(knowledge);
  return patterns;
}
let scanner: MarkerScanner | undefined;
export function markerScanner(): MarkerScanner {
  scanner ??= new MarkerScanner(knowledge);
  return scanner;
}

let otherNames: Map<string, KnownComponent> | undefined;
const bare = (name: string): string => comparable(name).replace(/^lib(?=.{2})/, '');

/** A record by what an SBOM, a package or a folder calls it: its id, its name, an alias, a package of an index, with or without `lib`. */
export function recordCalled(name: string): KnownComponent | undefined {
  otherNames ??= (() => {
    const names = new Map<string, KnownComponent>();
    const put = (key: string, record: KnownComponent) => {
      if (!names.has(key)) names.set(key, record);
    };
    for (const record of knowledge) put(bare(record.id), record);
    for (const record of knowledge)
      for (const alias of [record.name, ...(record.packages ?? []), ...(record.aliases ?? [])]) put(bare(alias), record);
    return names;
  })();
  return otherNames.get(bare(name));
}

/** Whether a package of this name is the very software of the record, so that finding it inside is no surprise. */
export function isPackageOf(record: KnownComponent, packageNames: readonly string[]): boolean {
  const plain = (name: string): string => bare(name).replace(/-cu\d{1,3}$/, ''); // nvidia-nvtx-cu12: the toolkit's number
  const own = new Set([record.id, ...(record.aliases ?? []), ...(record.packages ?? [])].map(plain));
  const source = record.builtFromSource?.debian;
  if (source !== undefined) own.add(plain(`${sourcePackage}${source}`));
  return packageNames.some((name) => own.has(plain(name)));
}
