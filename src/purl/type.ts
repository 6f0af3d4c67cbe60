// A purl in parts, and what a type says of them. https://packageurl.org (ECMA-427); one type definition per file beside this one.

/** The parts of a purl, decoded. `namespace` joins its segments with `/`. */
export interface Purl {
  type: string;
  namespace?: string;
  name: string;
  version?: string;
  qualifiers?: Readonly<Record<string, string>>;
  subpath?: string;
}

/** What of a purl names the package: a type's `split` takes the name that its package manager writes apart. */
export interface NameParts {
  namespace?: string;
  name: string;
  subpath?: string;
}

export interface PurlType {
  type: string;
  /** From the name as the package manager writes it (`@scope/name`, `group:artifact`, `vendor/package`). */
  split(name: string): NameParts;
  /** The one spelling that the type's definition gives to names that mean the same package. Left out: as written. */
  normalise?(parts: NameParts): NameParts;
}

/** For types whose names are one word: no namespace. */
export const oneWord = (name: string): NameParts => ({ name });

/** Everything before the last `separator` is the namespace. */
export function splitLast(name: string, separator = '/'): NameParts {
  const at = name.lastIndexOf(separator);
  return at > 0 ? { namespace: name.slice(0, at), name: name.slice(at + separator.length) } : { name };
}

/** Namespace and name in lower case, for hosts and registries that do not tell case apart. */
export function lowerCased(parts: NameParts): NameParts {
  return {
    ...parts,
    name: parts.name.toLowerCase(),
    ...(parts.namespace === undefined ? {} : { namespace: parts.namespace.toLowerCase() }),
  };
}
