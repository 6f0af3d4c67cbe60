// Waivers: dated, reasoned exceptions to exactly one rule for exactly one subject, and, if they say so, one content.
import type { Facts, Finding, Subject, Verdict, Waiver } from '../types.ts';
import { declaredLicence } from './settings.ts';
import { purlOf } from './words.ts';

/** A waiver applies through its last day. */
export const isExpired = ({ expires }: Waiver, today: string): boolean => expires < today;

const noReasons: ReadonlySet<string> = new Set([
  'todo',
  'tbd',
  'fixme',
  'xxx',
  'wip',
  'na',
  'none',
  'because',
  'reason',
  'waived',
  'temporary',
  'test',
  'asdf',
]);

/** Nothing is said (no two letters in a row), or a word that stands for nothing. */
export const lacksReason = ({ reason }: Waiver): boolean =>
  noReasons.has(
    reason
      .trim()
      .toLowerCase()
      .replace(/[.!:]+$/, ''),
  ) || !/\p{L}{2}/u.test(reason);

/** Whether the waiver names this rule and subject, and the content and licence that it was given for. */
export function waives(waiver: Pick<Waiver, 'rule' | 'subject' | 'sha256' | 'licence'>, rule: string, facts: Facts): boolean {
  if (waiver.rule !== rule || !namesSubject(waiver.subject, facts.subject)) return false;
  if (waiver.sha256 !== undefined && !contentHashes(facts).includes(waiver.sha256)) return false;
  return waiver.licence === undefined || waiver.licence === declaredLicence(facts);
}

function namesSubject(name: string, subject: Subject): boolean {
  const purl = purlOf(subject);
  if (name.startsWith('pkg:')) return purl !== undefined && (plain(purl) === plain(name) || plain(purl.replace(/[?#].*/, '')) === plain(name));
  return subject.kind !== 'locked-package' && subject.path === name.replace(/^\.\//, '');
}

/** `%40types` and `@types`, PyPI's `Foo_Bar` and `foo-bar` name the same package. */
function plain(purl: string): string {
  let text = purl;
  try {
    text = decodeURIComponent(purl);
  } catch {
    // a lone %: compared as it is written
  }
  return text.startsWith('pkg:pypi/') ? text.replace(/[^@]*/, (name) => name.toLowerCase().replace(/[-_.]+/g, '-')) : text;
}

/** sha256 of the artifact, or of the files that the lock names, or, where it has no hash, of those that the index lists: in hexadecimal. */
export function contentHashes({ subject, locked, indexFiles = [] }: Facts): readonly string[] {
  const own = subject.kind === 'artifact' && subject.sha256 !== undefined ? [subject.sha256] : [];
  const hashes = [...(locked?.hashes ?? []), ...(locked?.files ?? []).flatMap(({ hash }) => hash ?? [])];
  return [...own, ...(hashes.length > 0 ? hashes : indexFiles.flatMap(({ hash }) => hash ?? [])).flatMap(hexOfSha256)];
}

function hexOfSha256(hash: string): string[] {
  const hex = /^(?:sha256[:=-])?([0-9a-f]{64})$/i.exec(hash)?.[1];
  if (hex !== undefined) return [hex.toLowerCase()];
  const base64 = /^sha256-([A-Za-z0-9+/]{43}=)$/.exec(hash)?.[1];
  return base64 === undefined ? [] : [Buffer.from(base64, 'base64').toString('hex')];
}

/** The error and warning findings in force as waivers, ready to be pasted: the reason is left to who decides. */
export function printWaivers(verdict: Verdict, days = 90, today?: string): string {
  const wanted = verdict.findings.filter(({ waiver, baseline, level, rule }) => !waiver && !baseline && level !== 'note' && !isAboutGate(rule));
  if (wanted.length === 0) return '# Nothing to waive.\n';
  const until = today === undefined ? 'YYYY-MM-DD' : dayAfter(today, days);
  const byFacts = new Map(verdict.facts.map((facts) => [facts.subject, facts]));
  return `waivers:\n${wanted.map((finding) => entryOf(finding, byFacts.get(finding.subject), until)).join('')}`;
}

const isAboutGate = (rule: string): boolean => /^gate\/(waiver|policy|nothing)/.test(rule);

function entryOf({ rule, subject, title }: Finding, facts: Facts | undefined, until: string): string {
  const name = purlOf(subject) ?? subject.path;
  const [sha256] = facts === undefined ? [] : contentHashes(facts);
  const lines = [
    `  # ${title.replace(/[^\x20-\x7e]/g, '?')}`,
    `  - rule: ${rule}`,
    `    subject: ${quoted(name)}`,
    ...(sha256 === undefined ? [] : [`    sha256: ${sha256}`]),
    '    reason: "" # why the exception is right, and where that was decided: without it the waiver has no force',
    `    expires: ${until}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** A YAML scalar: plain where that is safe, else in JSON's double quotes, which YAML reads. */
const quoted = (text: string): string => (/^[A-Za-z][\w./+:%-]*(@[\w./+:%-]*)?$/.test(text) && !/:(\s|$)/.test(text) ? text : JSON.stringify(text));

/** The day so many days later, YYYY-MM-DD. */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
