import type { Rule } from '../../../types.ts';
import { placeOf } from '../reading.ts';
import { isSourceArchive } from '../subjects.ts';

export const urlMissing: Rule = {
  id: 'source/url-missing',
  meta: {
    asks: 'Does the package name its repository or another place of its source?',
    why: 'Whoever wants to read, report or mend something has to find the source first.',
    standard: 'PyPI project URLs; npm `repository`; Cargo `repository`; POM `scm`; Debian `Homepage`',
    wayOut: 'name the repository in the package metadata',
    level: 'note',
    needs: ['metadata', 'source'],
    titles: { missing: '{{subject}}: names no source address' },
    messages: { missing: 'The metadata of {{subject}} names neither a repository nor a homepage.' },
    examples: { passes: 'requests 2.32.3: Project-URL names its repository', fails: 'a wheel whose METADATA has no Home-page and no Project-URL' },
  },
  *check({ subject, metadata, source }) {
    if (metadata?.name === undefined || isModulePath(metadata.purl) || isSourceArchive(subject)) return;
    if (metadata.repository !== undefined || metadata.homepage !== undefined || source?.status === 'published' || (source?.where.length ?? 0) > 0)
      return;
    yield {
      outcome: 'violated',
      messageId: 'missing',
      at: placeOf(subject),
      evidence: [{ kind: 'metadata', path: subject.path, value: metadata.name }],
      confidence: 'certain',
    };
  },
};

/** The name of a Go module is its repository's address. */
const isModulePath = (purl: string | undefined): boolean => purl?.startsWith('pkg:golang/') === true;
