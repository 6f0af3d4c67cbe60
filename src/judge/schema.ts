// The policy's shape, once: checked by zod when a policy is read, published as JSON Schema for editors.
import { z } from 'zod';
import type { AnyRule } from './across.ts';
import { patternMistake } from './globs.ts';
import { platformMistake } from './nearest.ts';

export const levels = ['error', 'warning', 'note', 'off'] as const;
export const ecosystems = [
  'alpm', 'apk', 'bazel', 'cargo', 'cocoapods', 'composer', 'conan', 'conda', 'cpan', 'cran', 'deb', 'docker', 'gem', 'generic', 'github',
  'githubactions', 'golang', 'hackage', 'helm', 'hex', 'jsr', 'julia', 'maven', 'nix', 'npm', 'nuget', 'oci', 'pub', 'pypi', 'rpm', 'spack', 'swift',
  'terraform', 'vcpkg',
] as const; // biome-ignore format: a list of words

const text = (maximum: number) => z.string().max(maximum, `may be at most ${maximum} characters long`);
const words = (maximum = 500) => text(maximum).min(1, 'must not be empty');
const level = z.enum(levels).describe('error blocks, warning and note are shown, off is silent');
const date = z.string().refine(isDate, 'must be a day, written as in 2027-01-31').describe('A day, YYYY-MM-DD');
const glob = z.string().superRefine((pattern, context) => {
  const mistake = patternMistake(pattern);
  if (mistake !== undefined) context.addIssue({ code: 'custom', message: mistake });
});
const platform = words(100).superRefine((name, context) => {
  const mistake = name.length > 100 ? undefined : platformMistake(name);
  if (mistake !== undefined) context.addIssue({ code: 'custom', message: mistake });
});
const list = <T extends z.ZodType>(item: T, most: number) => z.array(item).max(most, `may have at most ${most} entries`);
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, list(item, 1000)]);

function isDate(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return text.length === 10 && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const optionTypes = {
  texts: list(words(), 2000),
  globs: list(glob, 2000),
  number: z.number().min(0),
  flag: z.boolean(),
} as const;

export const settingKeys = ['level', 'unknown', 'from'] as const;

function setting(rule: AnyRule | undefined) {
  const options = Object.entries(rule?.meta.options ?? {}).map(([name, spec]) => [name, optionTypes[spec.type].optional().describe(spec.about)]);
  const object = z.strictObject({
    level: level.optional(),
    unknown: level.optional().describe('What it counts as when the rule could not be answered; as `level` when left out'),
    from: date.optional().describe('From this day on; before it, this line is not there'),
    ...Object.fromEntries(options),
  });
  return z.union([level, object]);
}

const customId = /^local\/[a-z0-9][a-z0-9-]*$/;

function settings(rules: readonly AnyRule[], customIds: readonly string[]) {
  const areas = [...new Set(rules.map(({ id }) => id.slice(0, id.indexOf('/'))))];
  const any = setting(undefined).optional();
  return z
    .strictObject({
      ...Object.fromEntries(rules.map((rule) => [rule.id, setting(rule).optional().describe(rule.meta.asks)])),
      ...Object.fromEntries([...areas, 'local'].map((area) => [`${area}/*`, any.describe(`Every rule of the area ${area}`)])),
      '*': any.describe('Every rule'),
      ...Object.fromEntries(customIds.map((id) => [id, any])),
    })
    .describe('Rules by id, by area (`proprietary/*`) or all (`*`): the more exact line wins');
}

type PolicySchema = ReturnType<typeof makeSchema>;
// Making a schema takes longer than all else of reading a policy; what a policy extends, and each unknown key, asks for the same one.
let made: { rules: readonly AnyRule[]; ids: string; schema: PolicySchema } | undefined;

/** The keys of one policy file. `customIds` are the ids under `custom`, here and in what is extended. */
export function policySchema(rules: readonly AnyRule[], customIds: readonly string[]): PolicySchema {
  const own = customIds.filter((id) => customId.test(id));
  const ids = own.join(' ');
  if (made?.rules !== rules || made.ids !== ids) made = { rules, ids, schema: makeSchema(settings(rules, own)) };
  return made.schema;
}

function makeSchema(ruleSettings: ReturnType<typeof settings>) {
  const selector = z.strictObject({
    purl: glob
      .optional()
      .describe('A glob on the package URL without its version, such as pkg:pypi/nvidia-*, or with a range: pkg:pypi/nvidia-*@>=12'),
    version: words(200).optional().describe('A version range as the ecosystem writes it'),
    scope: glob.optional().describe('A dependency scope of the lockfile, such as dev'),
    ecosystem: z.enum(ecosystems).optional().describe('The type of the package URL'),
    path: glob.optional().describe('A glob on the path of the artifact or lockfile, or of files inside the artifact'),
    licence: glob.optional().describe('A glob on the declared licence'),
  });
  const override = z.strictObject({
    for: z.union([glob, selector]).describe('A glob on the package URL, with a version range if wanted, or several conditions'),
    rules: ruleSettings,
  });
  const waiver = z.strictObject({
    rule: words(100).describe('Exactly one rule'),
    subject: words(1000).describe('Exactly one package (a package URL with its version) or one artifact (its path)'),
    reason: text(2000).optional().describe('Why the exception is right; without it the waiver has no force'),
    approver: words().optional().describe('Who decided'),
    expires: date.describe('The last day on which it applies'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')
      .optional()
      .describe('Binds the waiver to this content'),
    licence: words().optional().describe('Binds the waiver to this declared licence'),
  });
  const custom = z.strictObject({
    id: z.string().regex(customId, 'must be local/ and a name of small letters, digits and hyphens, such as local/no-giants'),
    when: words(2000).describe('A CEL expression over the facts of one subject; true is a violation'),
    says: words(1000).describe('The message; {{subject.path}} and other facts are filled in'),
    level: level.optional().describe('Its level unless `rules` says otherwise'),
    'way-out': words().optional().describe('What would clear the finding'),
  });
  const test = z.strictObject({
    given: z
      .record(z.string(), z.unknown())
      .describe('Facts of one subject: purl or path, source (published, absent, partial, unknown), components, ...'),
    expect: z
      .record(z.string(), z.enum(['error', 'warning', 'note', 'off', 'none', 'waived']))
      .describe('By rule: the level of its finding; none (or off): no finding'),
  });
  return z.strictObject({
    version: z.literal(1).describe('The version of the policy language: 1'),
    extends: oneOrMore(words(500)).optional().describe('A preset, a file of this repository (./team.yml), or github:OWNER/REPO/PATH@FULL-COMMIT'),
    'look-at': z
      .strictObject({
        artifacts: oneOrMore(glob).optional().describe('Globs of the artifacts to judge'),
        lockfiles: oneOrMore(glob).optional().describe('Globs of the lockfiles to judge'),
        for: oneOrMore(platform).optional().describe('Platforms to judge, such as cp38-linux-x86_64'),
        depth: z.enum(['index', 'listing', 'full']).optional().describe('How deep locked packages are looked into'),
      })
      .optional()
      .describe('What is judged'),
    'on-nothing': z.enum(['fail', 'pass']).optional().describe('What it means when nothing matches look-at'),
    indexes: z
      .partialRecord(z.enum(ecosystems), oneOrMore(words(1000)))
      .optional()
      .describe('Package indexes by ecosystem, beside those that the clients on the runner are configured for'),
    rules: ruleSettings.optional(),
    overrides: list(override, 2000).optional().describe('Other levels for some subjects; later ones win'),
    waivers: list(waiver, 5000).optional().describe('Exceptions to one rule for one subject until a day'),
    'waivers-from': z.enum(['base', 'head']).optional().describe('head: waivers that the pull request itself brings count at once'),
    baseline: words(500).optional().describe('The file of findings that were accepted on the day the gate was introduced'),
    custom: list(custom, 200).optional().describe('Rules of your own, as CEL expressions'),
    tests: list(test, 1000).optional().describe('Examples that `sourcegate policy test` runs'),
  });
}

export type PolicyFile = z.infer<PolicySchema>;

/** The keys that may stand at a place, for messages about keys that may not. */
export function keysAt(path: readonly (string | number)[], rules: readonly AnyRule[], customIds: readonly string[]): readonly string[] {
  const schema = policySchema(rules, customIds);
  const [first] = path;
  const last = path.at(-1);
  if (first === undefined) return Object.keys(schema.shape);
  if (last === 'rules') return Object.keys(schema.shape.rules.unwrap().shape);
  if (path.at(-2) === 'rules') return [...settingKeys, ...Object.keys(rules.find(({ id }) => id === last)?.meta.options ?? {})];
  if (last === 'indexes') return ecosystems;
  if (last === 'for') return ['purl', 'version', 'scope', 'ecosystem', 'path', 'licence'];
  const shape = (value: z.ZodType | undefined): readonly string[] => {
    if (value instanceof z.ZodOptional) return shape(value.unwrap() as z.ZodType);
    if (value instanceof z.ZodArray) return shape(value.element as z.ZodType);
    return value instanceof z.ZodObject ? Object.keys(value.shape) : [];
  };
  return shape((schema.shape as Record<string, z.ZodType>)[String(first)]);
}

/** The JSON Schema of a policy file, for editors: published as schemas/policy.schema.json. */
export function policyJsonSchema(rules: readonly AnyRule[]): object {
  const schema = z.toJSONSchema(policySchema(rules, []), { io: 'input', reused: 'ref' }) as Record<string, unknown>;
  return { ...allowCustomRules(schema), title: 'sourcegate policy', description: 'What a repository asks of its artifacts and locked packages.' };
}

/** Custom rules are named by the policy itself: any `local/...` may stand where rules stand. */
function allowCustomRules(schema: Record<string, unknown>): Record<string, unknown> {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]));
    const properties = entries['properties'] as Record<string, unknown> | undefined;
    const star = properties?.['*'];
    return star === undefined ? entries : { ...entries, patternProperties: { '^local/[a-z0-9][a-z0-9-]*$': star } };
  };
  return walk(schema) as Record<string, unknown>;
}
