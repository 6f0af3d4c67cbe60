// Indexes under test: a stand-in on loopback named by the policy, no clients, an empty home.
import type { Fetch } from '../../src/io/fetch.ts';
import { createIndexes, type Indexes, type IndexOptions } from '../../src/source/index.ts';
import { type StandIn, standIn, type Table } from '../io/stand-in.ts';

export const nobody = { PATH: '', HOME: '/nonexistent/home' };

export interface World {
  index: StandIn;
  indexes: Indexes;
}
/** The stand-in answers for one purl type; paths of the table are below its address. */
export async function worldOf(type: string, table: Table, options: Partial<IndexOptions> = {}): Promise<World> {
  const index = await standIn(table);
  const indexes = createIndexes({
    env: nobody,
    cwd: '/nonexistent/checkout',
    policyIndexes: { [type]: index.url },
    ask: async () => undefined,
    sleep: async () => {},
    limits: { idleSeconds: 1, seconds: 3 },
    ...options,
  });
  return { index, indexes };
}
/** Indexes that may not touch the network; `touched` counts tries. */
export function withoutNetwork(options: Partial<IndexOptions> = {}): { indexes: Indexes; touched: () => number } {
  let touches = 0;
  const never = async (): Promise<never> => {
    touches++;
    throw new Error('touched');
  };
  const fetch: Fetch = never;
  return {
    indexes: createIndexes({
      env: nobody,
      cwd: '/nonexistent/checkout',
      ask: async () => undefined,
      fetch,
      resolve: never,
      sleep: async () => {},
      ...options,
    }),
    touched: () => touches,
  };
}
export const json = (value: unknown, type = 'application/json'): { body: string; headers: Record<string, string> } => ({
  body: JSON.stringify(value),
  headers: { 'content-type': type },
});
