// Bytecode of smaller worlds. Erlang and Elixir (beam_file: an IFF container "FOR1" of form "BEAM"); Lua ("\x1bLua", then a version byte
// whose two digits are the version) and LuaJIT ("\x1bLJ").
import type { BytecodeFormat } from '../../types.ts';

export const beam: BytecodeFormat = {
  id: 'beam',
  sniff: (head) => latin(head, 0, 4) === 'FOR1' && latin(head, 8, 4) === 'BEAM',
  version: () => undefined,
  sources(path) {
    const [, folder = '', name = ''] = /^(.*\/|)([^/]*)\.beam$/.exec(path) ?? [];
    return [`${folder}${name}.erl`, `${folder.replace(/ebin\/$/, 'src/')}${name}.erl`];
  },
};

export const lua: BytecodeFormat = {
  id: 'lua',
  sniff: (head) =>
    (latin(head, 0, 4) === '\x1bLua' && (head[4] ?? 0) >= 0x40 && (head[4] ?? 0) < 0x60) || (latin(head, 0, 3) === '\x1bLJ' && (head[3] ?? 9) < 4),
  version: (head) => (head[1] === 0x4c && head[2] === 0x4a ? `jit ${head[3]}` : `${(head[4] ?? 0) >> 4}.${(head[4] ?? 0) & 15}`),
  sources: (path) => [path.replace(/\.luac$/, '.lua')],
};

const latin = (bytes: Uint8Array, at: number, length: number): string => Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
