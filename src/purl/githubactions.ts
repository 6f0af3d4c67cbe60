import type { NameParts, PurlType } from './type.ts';

// `owner/repository/path`: the owner is the namespace, the rest is the name (its `/` percent-encoded). Owner and repository are lower-cased,
// the path inside the repository is case-sensitive.
export const githubactions: PurlType = {
  type: 'githubactions',
  split(name): NameParts {
    const at = name.indexOf('/');
    return at > 0 ? { namespace: name.slice(0, at), name: name.slice(at + 1) } : { name };
  },
  normalise(parts) {
    const [repository = '', ...path] = parts.name.split('/');
    const name = [repository.toLowerCase(), ...path].join('/');
    return { ...parts, name, ...(parts.namespace === undefined ? {} : { namespace: parts.namespace.toLowerCase() }) };
  },
};
