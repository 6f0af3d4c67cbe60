import parse from 'spdx-expression-parse';
import { z } from 'zod';
import { isPackageOf, knowledge, knowledgeDate, known, recordCalled, recordsNamed } from '../../src/identify/catalogue.ts';
import { literalOf } from '../../src/identify/markers.ts';
import { globToExpression } from '../../src/identify/names.ts';
import { processorTime } from '../build/processor-time.ts';

const words = z.array(z.string().min(1).max(80)).min(1);
const marker = z.strictObject({ expression: z.instanceof(RegExp), version: z.int().min(1).max(2).optional(), weak: z.literal(true).optional() });
const yes = z.literal(true).optional();
const category = z.enum([
  'proprietary-redistributable',
  'proprietary-no-redistribution',
  'copyleft-strong',
  'copyleft-weak',
  'runtime-exception',
  'permissive',
  'unknown',
]);
const record = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
  name: z.string().min(1).max(80),
  aliases: words.optional(),
  purl: z.string().regex(/^pkg:(generic|github|golang)\/[a-z0-9.+_/-]+$/),
  packages: words.optional(),
  licence: z.string().min(2),
  category,
  terms: z.string().optional(),
  filePatterns: z.array(z.string().regex(/^[^/]+$/)),
  sonamePatterns: words.optional(),
  definedSymbolPrefixes: z.array(z.string().regex(/^[A-Za-z_0-9]+(\$|\[A-Z\])?$/)).optional(),
  ownSymbols: words.optional(),
  namespaces: z.array(z.string().regex(/^[A-Za-z_]\w*(::[A-Za-z_]\w*)*\*?$/)).optional(),
  minSymbols: z.int().min(1).max(1000).optional(),
  units: words.optional(),
  markers: z.array(marker).min(1).optional(),
  inherits: words.optional(),
  rewrites: z.array(z.string().regex(/^pkg:(cargo|golang)\/(?:[\w./-]+|\*)$/)).optional(),
  internalSymbols: z.array(z.string().regex(/^[A-Za-z_0-9]+\$?$/)).optional(),
  api: z.string().optional(),
  apiDefault: yes,
  headerOnly: yes,
  stubbed: yes,
  markerNeeded: yes,
  versionInFileName: yes,
  toolchain: yes,
  hostOnly: yes,
  variants: z.array(z.strictObject({ expression: z.instanceof(RegExp), licence: z.string(), category })).optional(),
  sourceUrl: z.url().optional(),
  homepage: z.url().optional(),
  builtFromSource: z
    .partialRecord(z.enum(['guix', 'nix', 'debian', 'condaForge', 'spack']), z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/))
    .optional(),
  verified: z.array(z.enum(['file-name', 'marker', 'symbol', 'licence', 'debian-name'])),
  note: z.string().optional(),
  knownBad: z.array(z.strictObject({ versions: words, id: z.string(), why: z.string() })).optional(),
  knownBuilds: z
    .array(
      z.strictObject({
        buildId: z
          .string()
          .regex(/^[0-9a-f]{40}$/)
          .optional(),
        hashInName: z
          .string()
          .regex(/^[0-9a-f]{8}$/)
          .optional(),
        text: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional(),
      }),
    )
    .optional(),
});

describe('the catalogue', () => {
  test('has at least 400 records, each of them by the schema, each id once', () => {
    expect(knowledge.length).toBeGreaterThanOrEqual(400);
    expect(knowledgeDate).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const one of knowledge) expect({ id: one.id, wrong: record.safeParse(one).error?.message }).toEqual({ id: one.id, wrong: undefined });
    expect(new Set(knowledge.map(({ id }) => id)).size).toBe(knowledge.length);
    const ids = new Set(knowledge.map(({ id }) => id));
    expect(knowledge.flatMap(({ inherits = [] }) => inherits).filter((id) => !ids.has(id))).toEqual([]);
  });

  test('every licence parses, and its category fits', () => {
    const wrong = knowledge.filter(({ licence, variants = [] }) => {
      try {
        for (const one of [licence, ...variants.map((variant) => variant.licence)]) parse(one);
        return false;
      } catch {
        return true;
      }
    });
    expect(wrong.map(({ id, licence }) => `${id}: ${licence}`)).toEqual([]);
    const odd = knowledge.filter(({ licence, category: kind }) => {
      const gpl = /\b(?<!L)GPL-[23]/.test(licence) && !/ WITH | OR /.test(licence);
      return (gpl && kind !== 'copyleft-strong') || (/^(MIT|ISC|Zlib|BSD-[23]-Clause|Apache-2\.0)$/.test(licence) && kind !== 'permissive');
    });
    expect(odd.map(({ id, licence, category: kind }) => `${id}: ${licence} ${kind}`)).toEqual([]);
    // Whoever may choose a permissive side of OR is bound by no copyleft: JNA, `LGPL-2.1-or-later OR Apache-2.0`.
    const chosen = knowledge.filter(
      ({ licence, category: kind }) => / OR (MIT|ISC|Zlib|BSD-[23]-Clause|Apache-2\.0)\b/.test(licence) && kind !== 'permissive',
    );
    expect(chosen.map(({ id, licence, category: kind }) => `${id}: ${licence} ${kind}`)).toEqual([]);
  });

  test('every marker has a text to look for, its version is a group of it, and it does not match nothing', () => {
    for (const { id, markers = [] } of knowledge) {
      for (const { expression, version } of markers) {
        expect({ id, literal: literalOf(expression).length >= 5 }).toEqual({ id, literal: true });
        expect(expression.test('')).toBe(false);
        if (version !== undefined) expect(new RegExp(`${expression.source}|`).exec('')!.length).toBeGreaterThan(version);
      }
    }
  });

  test('no marker, variant or glob backtracks on 100,000 hostile characters', () => {
    const pieces = ['0', '1.', ' ', 'a', '-'];
    for (const { id, markers = [], variants = [], filePatterns } of knowledge) {
      for (const expression of [...markers, ...variants].map((one) => one.expression)) {
        const time = processorTime(0.5, () => {
          for (const piece of [...pieces.slice(0, 5), literalOf(expression) || 'x']) expression.test(piece.repeat(Math.ceil(100_000 / piece.length)));
        });
        expect({ id, slow: time > 0.5 }).toEqual({ id, slow: false });
      }
      const time = processorTime(0.2, () => {
        for (const glob of filePatterns) globToExpression(glob).test(`${glob.replace(/[*[\]]/g, '')}${'a.so-'.repeat(50)}`);
      });
      expect({ id, slow: time > 0.2 }).toEqual({ id, slow: false });
    }
  });

  test('no record speaks of one package only: no folders of a package, no paths of a build machine', () => {
    for (const { id, markers = [] } of knowledge) {
      for (const { expression } of markers)
        expect(`${id} ${expression.source}`).not.toMatch(/site-packages|\/home\/|\/Users\/|runner\/work|dist-info/);
    }
  });

  test('members of an interface name one another, and at most one is the default', () => {
    const groups = new Map<string, string[]>();
    for (const { api, apiDefault, id } of knowledge)
      if (api !== undefined) groups.set(api, [...(groups.get(api) ?? []), ...(apiDefault ? [id] : [])]);
    for (const [api, defaults] of groups) expect({ api, many: defaults.length > 1 }).toEqual({ api, many: false });
  });

  test.each([
    ['libcudart.so.10.2', ['nvidia-cudart']],
    ['libwebpdemux.so.2.0.15', ['libwebp']],
    ['libssl.so.1.1', ['openssl']],
    ['libscipy_openblas64_.so', ['openblas']],
    ['MSVCP140.dll', ['ms-msvcp']],
    ['libpng16.16.dylib', ['libpng']],
    ['libX11-xcb.so.1', ['libx11-xcb']],
    ['libz.so.1.2.13', ['zlib']],
    ['libzmq.so.5', ['zeromq']],
    ['libsvml.so', ['intel-svml']],
    ['libclntsh.so.21.1', ['oracle-instantclient']],
    ['libopusfile.so.0', ['opusfile']],
    ['libmine.so', []],
  ])('%s is %j', (name, ids) => {
    expect(recordsNamed(name).map(({ id }) => id)).toEqual(ids);
  });

  test('no name of a library is claimed by two records, but by members of one interface', () => {
    const claimed = knowledge.flatMap(({ filePatterns }) =>
      filePatterns.map((glob) =>
        glob
          .replace(/\[[^\]]*\]/g, '1')
          .replace(/\*\.so\*$/, '.so.1')
          .replaceAll('*', ''),
      ),
    );
    const twins = [...new Set(claimed)].filter((name) => {
      const records = recordsNamed(name);
      return records.length > 1 && (new Set(records.map(({ api }) => api)).size > 1 || records[0]?.api === undefined);
    });
    expect(twins).toEqual([]);
  });

  test('names of other catalogues lead to the record', () => {
    expect(['libXau', 'sqlite3', 'OpenSSL', 'libexslt', 'com_err', 'zlib1', 'none-such'].map((name) => recordCalled(name)?.id)).toEqual([
      'libxau',
      'sqlite',
      'openssl',
      'libxslt',
      'libcom-err',
      'zlib',
      undefined,
    ]);
  });

  test('a package is itself under its own names, and not what it binds', () => {
    expect(isPackageOf(known('nvidia-nvtoolsext')!, ['nvidia-nvtx-cu12'])).toBe(true);
    expect(isPackageOf(known('libsodium')!, ['libsodium'])).toBe(true);
    expect(isPackageOf(known('zeromq')!, ['pyzmq'])).toBe(false);
    expect(isPackageOf(known('ibm-db2-clidriver')!, ['ibm_db'])).toBe(false);
  });
});
