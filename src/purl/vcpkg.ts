import { oneWord, type PurlType } from './type.ts';

// A port's name.
export const vcpkg: PurlType = { type: 'vcpkg', split: oneWord };
