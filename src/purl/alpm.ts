import { lowerCased, type PurlType, splitLast } from './type.ts';

// The vendor (`arch`, `msys`) is the namespace; both lower-cased.
export const alpm: PurlType = { type: 'alpm', split: (name) => splitLast(name), normalise: lowerCased };
