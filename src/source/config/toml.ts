// Reading the TOML of a client's configuration: what does not parse says nothing, since the client itself will say so.
import { parse } from 'smol-toml';

export type Table = Record<string, unknown>;

export const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && !Array.isArray(value);
export const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 1000) : []);

export function tomlOf(text: string | undefined): Table | undefined {
  try {
    return text === undefined ? undefined : (parse(text) as Table);
  } catch {
    return undefined;
  }
}
