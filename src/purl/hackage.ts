import { oneWord, type PurlType } from './type.ts';

// One word, case-sensitive.
export const hackage: PurlType = { type: 'hackage', split: oneWord };
