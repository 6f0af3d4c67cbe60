import { type PurlType, splitLast } from './type.ts';

// `origin/attribute.path`: the package set is the namespace.
export const nix: PurlType = { type: 'nix', split: (name) => splitLast(name) };
