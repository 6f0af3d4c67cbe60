import { type PurlType, splitLast } from './type.ts';

// The vendor is the namespace, lower-cased; the name is case-sensitive. `arch`, `epoch` and `distro` are qualifiers.
export const rpm: PurlType = {
  type: 'rpm',
  split: (name) => splitLast(name),
  normalise: (parts) => (parts.namespace === undefined ? parts : { ...parts, namespace: parts.namespace.toLowerCase() }),
};
