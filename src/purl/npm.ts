import { type PurlType, splitLast } from './type.ts';

// The scope is the namespace, its `@` always percent-encoded. The definition lower-cases names, since new names must be; but old packages
// with capitals are still installed, and the registry tells `JSONStream` and `jsonstream` apart: lower-casing would name another package.
export const npm: PurlType = { type: 'npm', split: (name) => splitLast(name) };
