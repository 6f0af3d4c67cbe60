// What both bills of materials are made of: subjects with what was found inside each, under names that are the same in every run.
import { createHash } from 'node:crypto';
import type { Component, Facts, Metadata } from '../types.ts';
import { byText, subjectName } from './words.ts';

export interface Package {
  /** Stable, unique in the document: letters, digits, `.` and `-`. */
  id: string;
  name: string;
  version?: string;
  purl?: string;
  licence?: string;
  sha256?: string;
  /** An artifact that was read; else a package that a lockfile names. */
  file?: string;
  parts: readonly { id: string; component: Component }[];
  gaps: readonly string[];
}

/** Artifacts and locked packages of a run, in a fixed order. */
export function packagesOf(facts: readonly Facts[]): Package[] {
  const packages = facts.flatMap((each): Package[] => {
    const { subject, metadata, components, problems, locked } = each;
    if (subject.kind !== 'artifact' && subject.kind !== 'locked-package') return [];
    const [name = '', version] = nameOf(each, metadata);
    const id = `${subject.kind === 'artifact' ? 'artifact' : 'package'}-${short(`${subject.path} ${subject.purl ?? ''}`)}`;
    const licence = metadata?.licenceExpression ?? locked?.licence ?? metadata?.licence;
    return [
      {
        id,
        name,
        ...(version ? { version } : {}),
        ...(subject.purl ? { purl: subject.purl } : {}),
        ...(licence ? { licence } : {}),
        ...(subject.kind === 'artifact' ? { file: subject.path, ...(subject.sha256 ? { sha256: subject.sha256 } : {}) } : {}),
        parts: components.map((component) => ({
          id: `${id}.${short(`${component.id} ${component.how} ${component.version ?? ''} ${component.paths.join('\n')}`)}`,
          component,
        })),
        gaps: problems.map(({ path, message }) => `${path}: ${message}`),
      },
    ];
  });
  return [...new Map(packages.map((each) => [each.id, each])).values()].sort((a, b) => byText(a.name, b.name) || byText(a.id, b.id));
}

function nameOf({ subject, locked }: Facts, metadata: Metadata | undefined): [string, string | undefined] {
  const name = locked?.name ?? metadata?.name;
  if (name !== undefined) return [name, locked?.version ?? metadata?.version];
  const [spokenName = '', version] = subjectName(subject).split(' ');
  return [spokenName, version];
}

/** Sixteen hex digits that follow from the text alone. */
export const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** A version-5-like UUID of the content, so that the same facts give the same serial number. */
export function contentUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
