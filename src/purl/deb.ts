import { lowerCased, type PurlType, splitLast } from './type.ts';

// The vendor (`debian`, `ubuntu`) is the namespace; both lower-cased. `arch` and `distro` are qualifiers.
export const deb: PurlType = { type: 'deb', split: (name) => splitLast(name), normalise: lowerCased };
