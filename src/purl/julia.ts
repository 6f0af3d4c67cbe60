import { oneWord, type PurlType } from './type.ts';

// One word, case-sensitive; the required uuid is a qualifier.
export const julia: PurlType = { type: 'julia', split: oneWord };
