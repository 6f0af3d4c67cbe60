import { oneWord, type PurlType } from './type.ts';

// One word, case-sensitive; a prebuilt gem's platform is a qualifier.
export const gem: PurlType = { type: 'gem', split: oneWord };
