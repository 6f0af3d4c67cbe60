import { type PurlType, splitLast } from './type.ts';

// `AUTHOR/Distribution-Name`: the author's id is the namespace, in capitals. The distribution is case-sensitive.
export const cpan: PurlType = {
  type: 'cpan',
  split: (name) => splitLast(name),
  normalise: (parts) => (parts.namespace === undefined ? parts : { ...parts, namespace: parts.namespace.toUpperCase() }),
};
