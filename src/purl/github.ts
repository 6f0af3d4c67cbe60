import { lowerCased, type PurlType, splitLast } from './type.ts';

// `owner/repository`, not case-sensitive, lower-cased.
export const github: PurlType = { type: 'github', split: (name) => splitLast(name), normalise: lowerCased };
