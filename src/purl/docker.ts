import { type PurlType, splitLast } from './type.ts';

// `owner/image` without the registry's host, which goes to `repository_url`; the version is a tag or, better, a digest.
export const docker: PurlType = { type: 'docker', split: (name) => splitLast(name) };
