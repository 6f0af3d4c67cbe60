import { oneWord, type PurlType } from './type.ts';

// One word; the hash of the concrete spec is the qualifier sha.
export const spack: PurlType = { type: 'spack', split: oneWord };
