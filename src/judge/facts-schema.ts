// The published shape of facts: what `inspect --format json` prints and custom rules read. Additive only: keys may be added, none changes
// its meaning. Objects are open, so that a reader made for an older version keeps reading.
import { z } from 'zod';

const texts = z.array(z.string());
const depth = z.enum(['index', 'listing', 'full']);
const bytes = z.number().int().min(0);
const place = { path: z.string(), line: z.number().int().optional(), column: z.number().int().optional(), offset: bytes.optional() };
const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), texts]));

const evidence = z.looseObject({ ...place, kind: z.string(), value: z.string().describe('The very bytes seen, as text'), count: bytes.optional() });
const problem = z.looseObject({
  ...place,
  code: z.string(),
  message: z.string(),
  kind: z.enum(['unreadable', 'limit', 'hazard', 'skipped', 'unavailable']),
  within: z.string().optional().describe('The container inside the artifact that this is about'),
});

const subject = z.looseObject({
  kind: z.enum(['artifact', 'lockfile', 'locked-package']),
  path: z.string(),
  purl: z.string().optional(),
  format: z.string().optional(),
  size: bytes.optional(),
  sha256: z.string().optional(),
  depth: depth.optional(),
});

const native = z.looseObject({
  path: z.string(),
  format: z.string(),
  type: z.enum(['shared', 'executable', 'static', 'object', 'module', 'core']),
  arch: z.string(),
  bits: z.union([z.literal(32), z.literal(64)]),
  endian: z.enum(['little', 'big']),
  size: bytes,
  sha256: z.string(),
  soname: z.string().optional().describe('ELF SONAME, Mach-O install name, PE DLL name'),
  needed: texts,
  delayNeeded: texts.optional(),
  rpath: texts.optional(),
  runpath: texts.optional(),
  buildId: z.string().optional().describe('ELF build id, Mach-O UUID, PE debug id'),
  compilers: texts.optional(),
  symbolVersions: z.record(z.string(), z.string()).optional().describe('Highest version needed, by prefix'),
  stripped: z.boolean().optional(),
  linkage: z.enum(['static', 'dynamic']).optional(),
  details: detail.optional(),
});

const component = z.looseObject({
  id: z.string(),
  name: z.string(),
  version: z.string().optional(),
  purl: z.string().optional(),
  licence: z.string().optional().describe('An SPDX expression'),
  how: z.enum(['bundled', 'static', 'vendored', 'declared']),
  category: z.enum([
    'proprietary-redistributable',
    'proprietary-no-redistribution',
    'copyleft-strong',
    'copyleft-weak',
    'runtime-exception',
    'permissive',
    'unknown',
  ]),
  confidence: z.enum(['certain', 'likely', 'by-name']),
  paths: texts,
  evidence: z.array(evidence).min(1),
  sourceUrl: z.string().optional(),
  declaredBy: texts.optional(),
});

const lockedPackage = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  purl: z.string(),
  line: z.number().int().min(1),
  column: z.number().int().min(1),
  resolved: z.looseObject({
    kind: z.enum(['registry', 'git', 'path', 'url', 'workspace', 'external', 'sdk', 'image', 'action', 'none']),
    url: z.string().optional(),
    commit: z.string().optional(),
  }),
  hashes: texts,
  files: z.array(z.looseObject({ name: z.string(), kind: z.enum(['source', 'binary', 'pure']), hash: z.string().optional() })).optional(),
  binaryOnly: z.boolean().optional().describe('Left out: the lock does not say'),
  scopes: texts,
  platform: z.record(z.string(), texts).optional(),
  installScript: z.boolean().optional(),
  licence: z.string().optional(),
  compiled: z.string().optional(),
  requiredBy: texts,
  direct: z.boolean().optional(),
  notes: texts.optional(),
});

const metadata = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  licence: z.string().optional().describe('As declared'),
  licenceExpression: z.string().optional().describe('SPDX, where it parses'),
  requires: texts,
  installScripts: texts,
  platforms: texts.optional(),
  repository: z.string().optional(),
  homepage: z.string().optional(),
  details: detail.optional(),
});

const facts = z.looseObject({
  subject,
  native: z.array(native).optional(),
  bytecode: z
    .array(z.looseObject({ path: z.string(), format: z.string(), count: bytes, versions: z.record(z.string(), bytes), withoutSource: bytes }))
    .optional(),
  components: z.array(component).optional(),
  hostLibraries: z
    .array(z.looseObject({ name: z.string(), neededBy: texts, promisedBy: z.string().optional(), inside: texts.optional() }))
    .optional(),
  metadata: metadata.optional(),
  source: z
    .looseObject({
      status: z.enum(['published', 'absent', 'partial', 'unknown']),
      reason: z.string().optional(),
      where: z.array(z.looseObject({ kind: z.string(), url: z.string(), evidence })),
    })
    .optional()
    .describe('absent: asked and not there; unknown: not asked or not answered'),
  packages: z.array(lockedPackage).optional().describe('Lockfiles only'),
  locked: lockedPackage.optional().describe('A locked package: its own entry'),
  change: z.looseObject({ kind: z.enum(['added', 'updated', 'integrity-changed', 'unchanged']), from: z.string().optional() }).optional(),
  wayIn: texts.optional(),
  observations: z.array(z.looseObject({ ...place, kind: z.string(), value: z.string() })).optional(),
  problems: z.array(problem).optional(),
});

/** The JSON Schema of what `inspect --format json` prints: an array, one object for each subject. */
export function factsJsonSchema(): object {
  const schema = z.toJSONSchema(z.array(facts), { reused: 'ref' }) as Record<string, unknown>;
  return {
    ...schema,
    title: 'sourcegate facts',
    description: 'What was observed about each subject, with evidence. A key that does not apply is left out.',
  };
}
