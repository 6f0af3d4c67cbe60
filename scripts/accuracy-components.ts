// Holds found components against the truth of a corpus (bundled.shared, bundled.programs, bundled.static, rust_crates, go_build_info,
// maven_modules of its truth files). Only what the truth decided is judged: the shared libraries of others in wheels and npm packages were
// decided by hand, so a bundled library beside them is invented; what is linked statically is a lower bound, so more than it says is listed
// as unproven and never counted as wrong.
//   node scripts/accuracy-components.ts TRUTH-FOLDER FACTS-FOLDER    FACTS-FOLDER/<id>.json holds what `inspect --format json` printed
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordCalled } from '../src/identify/catalogue.ts';
import { readLibraryName } from '../src/identify/names.ts';
import type { Component } from '../src/types.ts';

/** The parts of a truth file that this comparison reads. */
export interface ComponentTruth {
  id: string;
  kind: string;
  name: string;
  bundled?: {
    shared?: { name: string; files: string[] }[];
    programs?: { name: string; files: string[] }[];
    static?: { name: string; file: string; files: number; evidence?: string; version?: string }[];
    rust_crates?: string[];
    go_build_info?: Record<string, { modules: string[] }>;
    maven_modules?: string[];
  };
}
export interface Score {
  wanted: number;
  found: number;
  missed: string[];
}
export interface ComponentComparison {
  bundled: Score;
  programs: Score;
  static: Score;
  crates: Score;
  goModules: Score;
  mavenModules: Score;
  /** Components said to be bundled at paths where the truth has none of others'; judged for wheels and npm packages only. */
  inventedBundled: string[];
  /** The bundled component carries another name than the truth gives that file. */
  misnamed: string[];
  /** Of the two lists above, those that were said to be certain. */
  wrongCertain: string[];
  /** Static claims that the truth does not speak of. */
  unproven: string[];
  bundledClaims: number;
}

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^lib(?=..)/, '')
    .replace(/[^a-z0-9+]/g, '');
const idOf = (name: string): string => recordCalled(name)?.id ?? plain(name);
const named = (component: Component, name: string): boolean =>
  component.id === idOf(name) || plain(component.name) === plain(name) || plain(component.id.replace(/^pkg:\w+\//, '')) === plain(name);

/** Compares one artifact. `components` are those of all its facts. */
export function compareComponents(id: string, truth: ComponentTruth, components: readonly Component[]): ComponentComparison {
  const {
    shared = [],
    programs = [],
    static: linked = [],
    rust_crates: crates = [],
    maven_modules: maven = [],
    go_build_info: go = {},
  } = truth.bundled ?? {};
  const at = (file: string, ways: readonly string[]) => components.filter(({ how, paths }) => ways.includes(how) && paths.includes(file));
  const score = (wanted: readonly { label: string; found: boolean }[]): Score => ({
    wanted: wanted.length,
    found: wanted.filter(({ found }) => found).length,
    missed: wanted.filter(({ found }) => !found).map(({ label }) => `${id}: ${label}`),
  });
  const misnamed: string[] = [];
  const wrongCertain: string[] = [];
  const bundledFound = (entry: { name: string; files: string[] }): boolean =>
    entry.files.every((file) => {
      const there = at(file, ['bundled', 'declared']);
      if (there.length === 0) return false;
      // The truth names a library by its file, the catalogue by its project: a record that has that file name is no misnomer.
      const wanted = recordCalled(readLibraryName(entry.name).stem) ?? recordCalled(entry.name);
      if (wanted !== undefined && !there.some(({ id }) => id === wanted.id)) {
        const line = `${id}: ${file} is ${entry.name}, said to be ${there.map(({ id }) => id).join(', ')}`;
        misnamed.push(line);
        if (there.some(({ confidence }) => confidence === 'certain')) wrongCertain.push(line);
      }
      return true;
    });
  const known = new Set([...shared, ...programs].flatMap(({ files }) => files));
  const bundled = components.filter(({ how, id }) => how === 'bundled' && !id.startsWith('pkg:maven/'));
  const inventedBundled: string[] = [];
  if (/^(pypi-wheel|npm)$/.test(truth.kind)) {
    for (const component of bundled) {
      for (const path of component.paths.filter((one) => !known.has(one))) {
        const line = `${id}: ${path} said to be ${component.id} (${component.confidence})`;
        inventedBundled.push(line);
        if (component.confidence === 'certain') wrongCertain.push(line);
      }
    }
  }
  const proven = new Set(linked.map(({ name }) => idOf(name)));
  return {
    bundled: score(shared.map((entry) => ({ label: entry.name, found: bundledFound(entry) }))),
    programs: score(programs.map((entry) => ({ label: entry.name, found: bundledFound(entry) }))),
    static: score(
      linked.map(({ name, evidence }) => ({
        label: `${name} (${evidence?.slice(0, 80) ?? ''})`,
        found: components.some((one) => named(one, name)),
      })),
    ),
    crates: score(crates.map((crate) => ({ label: crate, found: hasCrate(components, crate) }))),
    goModules: score(
      Object.values(go).flatMap(({ modules }) =>
        modules.filter((one) => !one.endsWith('(devel)')).map((one) => ({ label: one, found: hasModule(components, one) })),
      ),
    ),
    mavenModules: score(maven.map((module) => ({ label: module, found: hasMaven(components, module, truth.name) }))),
    inventedBundled,
    misnamed,
    wrongCertain,
    unproven: components
      .filter(({ how, id }) => how === 'static' && !proven.has(id) && !/^pkg:(cargo|golang)\//.test(id))
      .map(
        ({ id: component, confidence, paths, evidence }) =>
          `${id}: ${component} (${confidence}) in ${paths[0]}: ${evidence
            .map((one) => `${one.kind} ${one.value.slice(0, 60)}${one.count ? ` x${one.count}` : ''}`)
            .slice(0, 3)
            .join(' | ')}`,
      ),
    bundledClaims: bundled.length,
  };
}

const hasCrate = (components: readonly Component[], crate: string): boolean => {
  const [name, version] = crate.split(' ');
  return components.some((one) => one.id === `pkg:cargo/${name}` && (one.version ?? '').startsWith(version ?? ''));
};
const hasModule = (components: readonly Component[], module: string): boolean => {
  const [name, version] = module.split(' ');
  return components.some((one) => one.id === `pkg:golang/${name}` && one.version === version);
};
/** The jar's own module is no component of itself. */
const hasMaven = (components: readonly Component[], module: string, own: string): boolean => {
  const name = module.slice(module.lastIndexOf('!/') + 1).replace(/^\//, '');
  return name.replace('/', ':') === own || components.some((one) => one.id === `pkg:maven/${name}`);
};

/** Adds up comparisons and prints a table; gives the number of claims that were certain and wrong. */
export function printComponents(all: readonly ComponentComparison[], verbose = false): number {
  const write = (text: string) => process.stdout.write(text);
  const kinds = ['bundled', 'programs', 'static', 'crates', 'goModules', 'mavenModules'] as const;
  for (const kind of kinds) {
    const wanted = all.reduce((sum, one) => sum + one[kind].wanted, 0);
    const found = all.reduce((sum, one) => sum + one[kind].found, 0);
    write(
      `${kind.padEnd(13)} ${String(found).padStart(5)} of ${String(wanted).padStart(5)}  recall ${wanted === 0 ? '-' : `${((100 * found) / wanted).toFixed(1)} %`}\n`,
    );
    for (const one of all) for (const line of one[kind].missed) write(`  missed ${line}\n`);
  }
  const claims = all.reduce((sum, one) => sum + one.bundledClaims, 0);
  const invented = all.flatMap((one) => one.inventedBundled);
  const misnamed = all.flatMap((one) => one.misnamed);
  const wrong = all.flatMap((one) => one.wrongCertain);
  write(`bundled claims ${claims}, of them invented ${invented.length}, misnamed ${misnamed.length}; wrong and certain ${wrong.length}\n`);
  for (const line of invented) write(`  invented ${line}\n`);
  for (const line of misnamed) write(`  misnamed ${line}\n`);
  for (const line of wrong) write(`  WRONG AND CERTAIN ${line}\n`);
  const unproven = all.flatMap((one) => one.unproven);
  write(`static claims that the truth does not speak of: ${unproven.length}\n`);
  if (verbose) for (const line of unproven) write(`  unproven ${line}\n`);
  return wrong.length;
}

if (process.argv[1] !== undefined && import.meta.url.endsWith(process.argv[1].slice(process.argv[1].lastIndexOf('/')))) {
  const [truthFolder, factsFolder] = process.argv.slice(2);
  if (truthFolder === undefined || factsFolder === undefined) {
    process.stderr.write('usage: node scripts/accuracy-components.ts TRUTH-FOLDER FACTS-FOLDER [--verbose]\n');
    process.exit(2);
  }
  const compared: ComponentComparison[] = [];
  for (const name of readdirSync(truthFolder).filter((one) => one.endsWith('.json'))) {
    const facts = join(factsFolder, name);
    if (!existsSync(facts)) continue;
    const subjects = JSON.parse(readFileSync(facts, 'utf8')) as { components?: Component[] }[];
    const truth = JSON.parse(readFileSync(join(truthFolder, name), 'utf8')) as ComponentTruth;
    const components = subjects.flatMap(({ components: found = [] }) => found);
    compared.push(compareComponents(truth.id, truth, components));
  }
  process.stdout.write(`${compared.length} artifacts compared\n`);
  process.exitCode = printComponents(compared, process.argv.includes('--verbose')) === 0 ? 0 : 1;
}
