import { oneWord, type PurlType } from './type.ts';

// One word. The registry does not tell case apart, the definition keeps the published spelling.
export const nuget: PurlType = { type: 'nuget', split: oneWord };
