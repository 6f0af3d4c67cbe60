import { oneWord, type PurlType } from './type.ts';

// A module's name; another registry than the default goes to repository_url.
export const bazel: PurlType = { type: 'bazel', split: oneWord };
