import type { BytecodeFormat, NativeFormat } from '../../types.ts';
import { ar } from './ar.ts';
import { bitcode } from './bitcode.ts';
import { beam, lua } from './bytecode-others.ts';
import { coff } from './coff.ts';
import { dex } from './dex.ts';
import { elf } from './elf.ts';
import { javaClass } from './java-class.ts';
import { jimage } from './jimage.ts';
import { macho } from './macho-universal.ts';
import { pe } from './pe.ts';
import { pyc } from './pyc.ts';
import { wasm } from './wasm.ts';
import { xcoff } from './xcoff.ts';

/** In the order they are tried: COFF objects have no magic, so they come last. */
export const nativeFormats: readonly NativeFormat[] = [elf, macho, pe, ar, wasm, dex, jimage, bitcode, xcoff, coff];
export const bytecodeFormats: readonly BytecodeFormat[] = [javaClass, pyc, beam, lua];

/** The format of a file by its first bytes (4 KiB or all of it); undefined where it is no native code that is known here. */
export const sniffNative = (head: Uint8Array, path: string): NativeFormat | undefined => nativeFormats.find((format) => format.sniff(head, path));
