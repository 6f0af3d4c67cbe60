import type { PurlType } from './type.ts';

// The last part of the repository, lower-cased, without namespace: where it is kept goes to `repository_url`, the version is a digest.
export const oci: PurlType = {
  type: 'oci',
  split: (name) => ({ name: name.slice(name.lastIndexOf('/') + 1) }),
  normalise: (parts) => ({ name: parts.name.toLowerCase() }),
};
