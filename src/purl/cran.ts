import { oneWord, type PurlType } from './type.ts';

// One word, case-sensitive.
export const cran: PurlType = { type: 'cran', split: oneWord };
