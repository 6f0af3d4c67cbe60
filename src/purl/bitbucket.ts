import { lowerCased, type PurlType, splitLast } from './type.ts';

// `workspace/repository`, not case-sensitive, lower-cased.
export const bitbucket: PurlType = { type: 'bitbucket', split: (name) => splitLast(name), normalise: lowerCased };
