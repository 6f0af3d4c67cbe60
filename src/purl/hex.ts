import { lowerCased, type PurlType, splitLast } from './type.ts';

// `name`, or `organization/name` for private packages; lower-cased.
export const hex: PurlType = { type: 'hex', split: (name) => splitLast(name), normalise: lowerCased };
