import { lowerCased, type PurlType, splitLast } from './type.ts';

// `vendor/package`, both not case-sensitive and lower-cased.
export const composer: PurlType = { type: 'composer', split: (name) => splitLast(name), normalise: lowerCased };
