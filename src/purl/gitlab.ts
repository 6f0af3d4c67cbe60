import { lowerCased, type PurlType, splitLast } from './type.ts';

// `group/subgroup/project`, not case-sensitive, lower-cased.
export const gitlab: PurlType = { type: 'gitlab', split: (name) => splitLast(name), normalise: lowerCased };
