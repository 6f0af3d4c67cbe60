import { oneWord, type PurlType } from './type.ts';

// PEP 503: lower case, runs of `-`, `_` and `.` are one `-`.
export const pypi: PurlType = {
  type: 'pypi',
  split: oneWord,
  normalise: (parts) => ({ ...parts, name: parts.name.toLowerCase().replace(/[-_.]+/g, '-') }),
};
