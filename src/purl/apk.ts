import { lowerCased, type PurlType, splitLast } from './type.ts';

// The vendor (`alpine`, `wolfi`) is the namespace; both lower-cased.
export const apk: PurlType = { type: 'apk', split: (name) => splitLast(name), normalise: lowerCased };
