// An archive of __tests__/fixtures/archives as we read it, in the words of the list that an independent reader made of it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFromBuffer } from '../../src/io/bytes.ts';
import { defaultLimits, openContainer } from '../../src/open/index.ts';
import type { Entry } from '../../src/types.ts';

const folder = join(import.meta.dirname, '../fixtures/archives');
export const fixture = (name: string): Buffer => readFileSync(join(folder, name));
/** What the independent reader says, in no order. */
export const listOf = (name: string): string[] =>
  readFileSync(join(folder, `${name}.list`), 'utf8')
    .trimEnd()
    .split('\n')
    .sort();

export async function listed(bytes: Uint8Array, name: string): Promise<{ format: string | undefined; list: string[]; problems: string[] }> {
  const container = await openContainer(sourceFromBuffer(bytes), name, defaultLimits, { depth: 0 });
  const list: string[] = [];
  const problems: string[] = [];
  for await (const entry of container?.entries ?? []) {
    if ('code' in entry) problems.push(`${entry.kind} ${entry.code}`);
    else list.push(await lineOf(entry));
  }
  return { format: container?.format, list: list.sort(), problems };
}

async function lineOf(entry: Entry): Promise<string> {
  const path = entry.path.replace(/\/$/, '');
  if (entry.type !== 'file') return `${entry.type} ${path}`;
  const digest = createHash('sha256');
  let size = 0;
  for await (const chunk of entry.bytes()) {
    digest.update(chunk);
    size += chunk.length;
  }
  expect(entry.size).toBe(size);
  return `${((entry.mode ?? 0) & 0o111) === 0 ? 'file' : 'program'} ${path} ${size} ${digest.digest('hex')}`;
}
