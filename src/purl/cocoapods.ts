import type { PurlType } from './type.ts';

// `Pod/Sub/Spec`: the pod is the name, the subspec the subpath. Case-sensitive.
export const cocoapods: PurlType = {
  type: 'cocoapods',
  split(name) {
    const at = name.indexOf('/');
    return at > 0 ? { name: name.slice(0, at), subpath: name.slice(at + 1) } : { name };
  },
};
