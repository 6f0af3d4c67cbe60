// What the container readers say of bytes that they cannot, or will not, read in one way. Codes are stable: policies and tests name them.
import type { Problem } from '../types.ts';
import { ProblemError } from '../types.ts';

/** Two readers may see different things, or a name points out of the archive. */
export const hazard = (path: string, code: string, message: string): Problem => ({ path, code, message, kind: 'hazard' });
/** Bytes that no reader of ours understands. */
export const unreadable = (path: string, code: string, message: string): Problem => ({ path, code, message, kind: 'unreadable' });
/** A bound was hit; the rest was not seen. `name` is the key in `Limits`. */
export const limit = (path: string, name: string, message: string): Problem => ({ path, code: `limit-${name}`, message, kind: 'limit' });
/** Not looked into, and nothing is wrong with it. */
export const skipped = (path: string, code: string, message: string): Problem => ({ path, code, message, kind: 'skipped' });

/** What a stream throws where its bytes lie; carries the problem. The same class for every container, so that callers catch one. */
export { ProblemError as ContainerError } from '../types.ts';

/** A copy of the problem of an error thrown by a stream, or undefined when the error is not about the bytes (our bug, or the disk's). */
export const problemOf = (error: unknown): Problem | undefined => (error instanceof ProblemError ? error.problem : undefined);

/** 1234567 as "1,234,567". */
export const count = (value: number | bigint): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A name from an archive, quoted on one line and cut, for use inside a message. Reports escape again for their own medium. */
export function quote(name: string): string {
  const cut = name.length > 120 ? `${name.slice(0, 117)}...` : name;
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
