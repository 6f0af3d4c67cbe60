import { type PurlType, splitLast } from './type.ts';

// `group:artifact`: the group is the namespace. Case-sensitive.
export const maven: PurlType = { type: 'maven', split: (name) => splitLast(name, ':') };
