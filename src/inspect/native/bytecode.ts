import { beam, lua } from './bytecode-others.ts';
import { javaClass } from './java-class.ts';
import { pyc } from './pyc.ts';

/** Code compiled for a virtual machine, one small file for each source file: counted by version, not listed one by one. */
export interface BytecodeFormat {
  id: string;
  /** True when the bytes are this format: bytes decide, whatever the name. */
  sniff(head: Uint8Array, path: string): boolean;
  /** The version of the format or of the language that it was compiled for; undefined where the bytes do not say. */
  version(head: Uint8Array): string | undefined;
  /** Paths where the source of this file would lie, were it in the same package. */
  sources(path: string): readonly string[];
}

export const bytecodeFormats: readonly BytecodeFormat[] = [javaClass, pyc, beam, lua];
