import { type PurlType, splitLast } from './type.ts';

// Host and owner are the required namespace, the repository is the name: `github.com/apple/swift-nio`. Case-sensitive.
export const swift: PurlType = { type: 'swift', split: (name) => splitLast(name) };
