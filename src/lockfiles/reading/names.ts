// How Python writes project names.

/** PEP 503: the spelling under which names mean the same project. */
export const normalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** The name that a requirement such as `name[extra]>=1.0; marker` starts with. */
export const requirementName = (requirement: string): string => /^[A-Za-z0-9][\w.-]*/.exec(requirement.slice(0, 256))?.[0] ?? '';
