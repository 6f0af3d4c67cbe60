import type { Evidence, Rule } from '../../../types.ts';
import { many } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';

// Java classes are published apart from their sources, so for them the sources archive decides; Python's bytecode belongs beside its module.
const publishedApart: ReadonlySet<string> = new Set(['class', 'dex', 'jimage', 'dotnet']);

export const bytecodeOnly: Rule = {
  id: 'source/bytecode-only',
  meta: {
    asks: 'Does bytecode come with the source that it was compiled from?',
    why: 'Bytecode without its source hides what the package does from everyone who reads it.',
    standard: 'lintian source-contains-prebuilt-python-object and -java-object; DFSG 2',
    wayOut: 'ship the source files, or publish the sources archive',
    level: 'warning',
    needs: ['native', 'source'],
    titles: { only: '{{subject}}: {{count}} without source' },
    messages: { only: '{{file}}: {{count}} of {{format}} without the source file that belongs to it.' },
    examples: { passes: 'log4j-core 2.24.0: its -sources.jar is published', fails: 'a wheel with module.pyc and no module.py' },
  },
  *check({ subject, bytecode, source }) {
    if (source?.status === 'published') return;
    const found = bytecode.filter(({ format, withoutSource }) => withoutSource > 0 && (!publishedApart.has(format) || source?.status === 'absent'));
    const seen = evidences(found.map(({ path, format }): Evidence => ({ kind: 'file-name', path, value: format })));
    const [first] = found;
    if (first === undefined || seen === undefined) return;
    const count = found.reduce((sum, { withoutSource }) => sum + withoutSource, 0);
    const data = { file: first.path || subject.path, count: many(count, 'bytecode file'), format: first.format };
    yield {
      outcome: 'violated',
      messageId: 'only',
      data,
      at: placeOf(subject),
      evidence: seen,
      confidence: 'likely',
      about: found.map(({ path, format }) => `${format} ${path}`).sort(),
    };
  },
};
