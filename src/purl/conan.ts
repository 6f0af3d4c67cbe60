import { oneWord, type PurlType } from './type.ts';

// `user`, `channel` and the recipe revision are qualifiers.
export const conan: PurlType = { type: 'conan', split: oneWord };
