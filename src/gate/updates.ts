// What an update changed inside: the release before, looked into as deep as the new one was, so that the two can be compared.
import { formatPurl, parsePurl } from '../purl/index.ts';
import { chooseArtifact } from '../source/index.ts';
import type { Facts, ReleaseFile } from '../types.ts';
import { type AskOne, type AskOptions, askOneOf } from './ask.ts';
import { downloaded, listed } from './subjects.ts';

export interface Comparison {
  before: Facts;
  after: Facts;
}

/** Looking at old releases costs as much as looking at new ones; a pull request that updates more than this is no longer read one by one. */
const mostUpdates = 20;

/** Pairs of facts for the updated packages whose content was looked into. What cannot be had is left out: a comparison is no judgement. */
export async function compareUpdates(packages: readonly Facts[], options: AskOptions): Promise<Comparison[]> {
  if (options.depth === 'index' || options.common.offline) return [];
  const updated = packages.filter(({ change, contents }) => change?.kind === 'updated' && change.from !== undefined && contents !== undefined);
  const pairs: Comparison[] = [];
  for (const after of updated.slice(0, mostUpdates)) {
    const before = await releaseBefore(after, askOneOf(after, options));
    if (before) pairs.push({ before, after });
  }
  return pairs;
}

async function releaseBefore(after: Facts, options: AskOne): Promise<Facts | undefined> {
  const purl = purlBefore(after);
  if (purl === undefined) return undefined;
  const { common, inspect, indexes, depth } = options;
  try {
    const answer = await indexes.find(purl, depth);
    const file = sameKind(answer.files, options.platforms);
    if (!file) return undefined;
    const facts = depth === 'full' ? await downloaded(file, common, inspect, indexes) : await listed(file, common, inspect, indexes);
    return { ...facts, subject: { ...facts.subject, purl } as Facts['subject'], source: answer.source };
  } catch (error) {
    // An index or an archive of long ago that does not answer takes the comparison away, not the verdict.
    if (error instanceof Error && ['HttpError', 'MismatchError', 'UserError', 'ProblemError'].includes(error.name)) return undefined;
    throw error;
  }
}

function purlBefore({ subject, change }: Facts): string | undefined {
  const purl = subject.kind === 'locked-package' ? parsePurl(subject.purl) : undefined;
  return purl && change?.from !== undefined ? formatPurl({ ...purl, version: change.from }) : undefined;
}

function sameKind(files: readonly ReleaseFile[], platforms: readonly string[]): ReleaseFile | undefined {
  for (const platform of platforms) {
    const file = chooseArtifact(files, platform);
    if (file) return file;
  }
  return chooseArtifact(files);
}
