import { oneWord, type PurlType } from './type.ts';

// Crate names are one word, case-sensitive as published.
export const cargo: PurlType = { type: 'cargo', split: oneWord };
