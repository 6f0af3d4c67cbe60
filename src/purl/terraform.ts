import { type PurlType, splitLast } from './type.ts';

// `namespace/name`; another registry than the default goes to `repository_url`.
export const terraform: PurlType = { type: 'terraform', split: (name) => splitLast(name) };
