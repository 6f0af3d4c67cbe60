import { type PurlType, splitLast } from './type.ts';

// The module path; everything before the last `/` is the namespace. The definition (older than modules) lower-cases, yet module paths are
// case-sensitive: `github.com/BurntSushi/toml` is served under that spelling only, so the spelling is kept.
export const golang: PurlType = { type: 'golang', split: (name) => splitLast(name) };
