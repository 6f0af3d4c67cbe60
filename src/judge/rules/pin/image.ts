import type { LockedPackage, Rule } from '../../../types.ts';
import type { RuleOptions } from '../../across.ts';
import { matchesAny } from '../../globs.ts';
import { lockEntry, placeOf } from '../reading.ts';

interface Options extends RuleOptions {
  allow: readonly string[];
}

export const pinImage: Rule<Options> = {
  id: 'pin/image',
  meta: {
    asks: 'Is every container image that a build or a workflow starts from pinned by its digest?',
    why: 'A tag is moved with every release and can be moved by anyone who may push: the next build starts from something that nobody reviewed.',
    standard: 'OpenSSF Scorecard Pinned-Dependencies; Docker, Building best practices (pin base image versions)',
    wayOut: 'write the digest behind the tag (python:3.12-slim@sha256:...), which Dependabot and Renovate update together',
    level: 'warning',
    needs: ['packages'],
    titles: {
      tag: '{{subject}}: no digest',
      argument: '{{subject}}: which image is not known',
      expression: 'an image that is known when the workflow runs',
      template: '{{subject}}: which image is not known',
    },
    messages: {
      tag: '{{image}} is named without a digest: which image that is, the registry decides anew each time.',
      argument: '{{image}} depends on an argument without a default: whether a digest pins it could not be learned.',
      template: '{{image}} is filled in by a template: whether a digest pins it could not be learned.',
      expression: 'Which image this is, an expression says when the workflow runs: whether a digest pins it could not be learned.',
    },
    options: { allow: { type: 'globs', about: 'images, as written before the tag, that may be used by tag', default: [] } },
    examples: {
      passes: 'FROM python:3.12-slim@sha256:... AS base, FROM base, and FROM scratch',
      fails: 'FROM python:3.12-slim, container: node:20 in a workflow, COPY --from=golang:1.22',
    },
  },
  *check(facts, { allow }) {
    const { subject, locked } = facts;
    const found = subject.kind === 'locked-package' && locked !== undefined && !matchesAny(allow, locked.name) ? looseImage(locked) : undefined;
    if (found === undefined) return;
    const { image, messageId } = found;
    yield {
      outcome: messageId === 'tag' ? 'violated' : 'unknown',
      messageId,
      data: { image },
      at: placeOf(subject),
      evidence: [lockEntry(facts, image)],
      about: [image],
      ...(messageId === 'tag' ? { confidence: 'certain' as const } : {}),
    };
  },
};

const digest = /@[a-z0-9]+([+._-][a-z0-9]+)*:[0-9a-f]{32,}$/i;
// Pushed there by an earlier step of the same build: its digest exists only afterwards.
const ofThisMachine = /^(localhost|127\.0\.0\.1)[:/]/;

function looseImage({ name, resolved, notes = [] }: LockedPackage): { image: string; messageId: string } | undefined {
  const image = resolved.url ?? name;
  if (digest.test(image)) return undefined;
  const later = notes.find((note) => note.startsWith('an image that is known'));
  if (later !== undefined) return { image: name, messageId: later.includes('template') ? 'template' : 'expression' };
  if (resolved.kind !== 'image' || ofThisMachine.test(image)) return undefined;
  return { image, messageId: notes.some((note) => note.startsWith('the argument ')) ? 'argument' : 'tag' };
}
