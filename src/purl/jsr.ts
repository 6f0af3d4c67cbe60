import { type PurlType, splitLast } from './type.ts';

// Not among the registered types; written like npm's: the scope with its `@` is the namespace.
export const jsr: PurlType = { type: 'jsr', split: (name) => splitLast(name) };
