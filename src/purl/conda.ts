import { oneWord, type PurlType } from './type.ts';

// One word; build, channel, subdir and type are qualifiers.
export const conda: PurlType = { type: 'conda', split: oneWord };
