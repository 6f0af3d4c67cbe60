// The findings JSON of another run, read back into a verdict. Its run may have been a fork's: every value is checked and bounded, and
// what is written from it goes through the same escaping as everything else.
import { z } from 'zod';
import type { Verdict } from '../types.ts';
import { UserError } from '../types.ts';

const largest = 20 << 20;
const word = z.string().max(4096);
const number = z.number().int().min(0).max(1e9);
const location = z.object({ path: word, line: number.optional(), column: number.optional(), offset: z.number().min(0).optional() });
const evidenceKinds = [
  'file-name',
  'soname',
  'symbol',
  'string',
  'sbom',
  'metadata',
  'build-id',
  'section-hash',
  'needed',
  'lock-entry',
  'index-answer',
  'licence-text',
  'content',
] as const;
const evidence = location.extend({ kind: z.enum(evidenceKinds), value: word, count: number.optional() });
const depth = z.enum(['index', 'listing', 'full']);
const subject = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('artifact'),
    path: word,
    format: word,
    size: z.number().min(0),
    sha256: word.optional(),
    purl: word.optional(),
    depth,
    at: location.optional(),
  }),
  z.object({ kind: z.literal('lockfile'), path: word, format: word }),
  z.object({ kind: z.literal('locked-package'), purl: word, path: word, at: location, depth }),
  z.object({ kind: z.literal('policy'), path: word, at: location }),
]);
const chain = z.array(word).max(200);
const finding = z.object({
  rule: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/)
    .max(100),
  outcome: z.enum(['violated', 'unknown']),
  level: z.enum(['error', 'warning', 'note', 'off']),
  subject,
  title: word,
  message: z.string().max(65_536),
  confidence: z.enum(['certain', 'likely', 'by-name']).optional(),
  location,
  evidence: z.tuple([evidence], evidence),
  wayIn: chain,
  wayOut: word,
  waiver: z.object({ rule: word, subject: word, reason: word, approver: word.optional(), expires: word, at: location }).optional(),
  baseline: z.literal(true).optional(),
  policyLine: location.optional(),
  fingerprint: z.string().regex(/^[0-9a-zA-Z-]{1,128}$/),
});
const facts = z.object({
  subject,
  packages: z.array(z.unknown()).max(200_000).optional(),
  change: z.object({ kind: z.enum(['added', 'updated', 'integrity-changed', 'unchanged']), from: word.optional() }).optional(),
  wayIn: chain.optional(),
});
const verdict = z.object({
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
  status: z.enum(['clear', 'blocked', 'incomplete']),
  errors: number,
  warnings: number,
  notes: number,
  unknown: number,
  waived: number,
  baseline: number,
  notInspected: z.array(z.object({ path: word, reason: word })).max(100_000),
  policy: word,
  remarks: z.array(word).max(10_000),
});
const document = z.object({ facts: z.array(facts).max(200_000), findings: z.array(finding).max(100_000), verdict });

/** A verdict good enough to write a comment from: facts keep only what was looked at. Throws a UserError for anything else. */
export function readFindings(text: string, name: string): Verdict {
  if (text.length > largest) throw new UserError(`${name}: more than ${largest >> 20} MB; this is not the findings of a gate`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new UserError(`${name}: is not JSON`);
  }
  const result = document.safeParse(parsed);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new UserError(`${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not have the form of findings'}`);
  }
  const { exitCode, status, notInspected, policy, remarks, ...counts } = result.data.verdict;
  const none = { native: [], bytecode: [], components: [], hostLibraries: [], problems: [] };
  return {
    facts: result.data.facts.map(({ packages = [], ...rest }) => ({
      ...none,
      packages: packages as Verdict['facts'][number]['packages'],
      ...rest,
    })) as Verdict['facts'],
    findings: result.data.findings.map(({ location: at, ...rest }) => ({ ...rest, at, messageId: rest.outcome })) as Verdict['findings'],
    exitCode,
    status,
    counts,
    notInspected,
    policy,
    remarks,
  };
}
