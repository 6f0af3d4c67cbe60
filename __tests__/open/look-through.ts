// Opens a container, or what lies behind a program, and everything inside it, reads every byte, and lists what came out: what the walk does, without looking
// at content.
import { sniffNative } from '../../src/inspect/native/index.ts';
import { behindOf } from '../../src/inspect/walk.ts';
import { Spools, sourceFromStream } from '../../src/io/bytes.ts';
import { Budget, openBehind, openContainer } from '../../src/open/index.ts';
import type { ByteSource, Entry, Limits, Problem } from '../../src/types.ts';
import { ProblemError } from '../../src/types.ts';

export interface Seen {
  format?: string;
  /** "path size" of files read to their end, "path -> target" of links, "path/" of folders. */
  entries: string[];
  problems: Problem[];
}

export async function lookThrough(from: ByteSource, path: string, limits: Limits): Promise<Seen> {
  const seen: Seen = { entries: [], problems: [] };
  const spools = new Spools();
  try {
    await look(from, path, '', 0, new Budget(limits), seen, spools);
  } finally {
    spools.close();
  }
  return seen;
}

async function look(from: ByteSource, path: string, prefix: string, depth: number, budget: Budget, seen: Seen, spools: Spools): Promise<boolean> {
  const container = (await behindProgram(from, path, depth, budget)) ?? (await openContainer(from, path, budget.limits, { budget, depth }));
  if (container === undefined) return false;
  if (depth === 0) seen.format = container.format;
  for await (const entry of container.entries) {
    if ('code' in entry) seen.problems.push(entry);
    else await lookAt(entry, prefix, depth, budget, seen, spools);
  }
  return true;
}

/** Programs alone: what else is native code may be a container as well, and is one here. */
async function behindProgram(from: ByteSource, path: string, depth: number, budget: Budget): ReturnType<typeof openBehind> {
  const head = await from.head();
  const native =
    /^(\x7fELF|MZ|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(Buffer.from(head.subarray(0, 4)).toString('latin1')) && sniffNative(head, path);
  if (!native) return undefined;
  const program = await from.random();
  return openBehind(program, behindOf(await native.read(program, path, '')), path, budget.limits, { budget, depth: depth + 1 });
}

async function lookAt(entry: Entry, prefix: string, depth: number, budget: Budget, seen: Seen, spools: Spools): Promise<void> {
  const path = prefix + entry.path;
  if (entry.type === 'link') seen.entries.push(`${path} -> ${entry.target}`);
  else if (entry.type !== 'file') seen.entries.push(entry.type === 'folder' ? path : `${path} (device)`);
  if (entry.type !== 'file') return;
  let size = 0;
  const counted = async function* () {
    for await (const chunk of entry.bytes()) {
      size += chunk.length;
      yield chunk;
    }
  };
  const source = sourceFromStream(counted(), spools);
  try {
    if (!(await look(source, path, `${path}!/`, depth + 1, budget, seen, spools))) for await (const _ of source.stream());
    seen.entries.push(`${path} ${size}`);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    seen.problems.push(error.problem);
  }
}
