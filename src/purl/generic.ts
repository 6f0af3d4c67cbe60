import { type PurlType, splitLast } from './type.ts';

// What has no type of its own; where it comes from goes to `download_url` or `vcs_url`.
export const generic: PurlType = { type: 'generic', split: (name) => splitLast(name) };
