import { oneWord, type PurlType } from './type.ts';

// Lower case, `-` written `_`: names hold only [a-z0-9_].
export const pub: PurlType = {
  type: 'pub',
  split: oneWord,
  normalise: (parts) => ({ ...parts, name: parts.name.toLowerCase().replaceAll('-', '_') }),
};
