// What the readers say of files made by the compilers of this machine, held against what readelf, nm and llvm-nm say of the same files.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareVersions } from '../../../src/inspect/native/versions.ts';
import type { NativeFile } from '../../../src/types.ts';
import { readNative } from './build/read.ts';

const has = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;
const withGcc = ['gcc', 'readelf', 'nm', 'ar', 'strip', 'objcopy'].every(has) ? test : test.skip;
const withLlvm = ['llvm-as', 'llvm-nm'].every(has) ? test : test.skip;
if (withGcc === test.skip) console.warn('skipped: gcc and binutils are not all installed');

const source = `
#include <stdio.h>
#include <pthread.h>
static int hidden(int x) { return x * 3; }
int sample_value = 7;
int sample_open(const char *name) { return printf("%s %d\\n", name, hidden(sample_value)); }
void *sample_thread(void *p) { pthread_t t; pthread_create(&t, 0, sample_thread, p); return p; }
`;
let folder: string;
const path = (name: string) => join(folder, name);
const run = (tool: string, ...args: string[]): string =>
  execFileSync(tool, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sourcegate-native-'));
  writeFileSync(path('lib.c'), source);
  writeFileSync(path('main.c'), `${source}\nint main(void) { return sample_open("x"); }\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The facts that readelf prints, in the words of the contract. */
function readelf(name: string): Partial<NativeFile> {
  const dynamic = run('readelf', '-dW', name);
  const all = (tag: string) => [...dynamic.matchAll(new RegExp(`\\(${tag}\\).*\\[(.*)\\]`, 'g'))].map((match) => match[1]!);
  const versions: Record<string, string> = {};
  const needs = run('readelf', '-VW', name).split(/Version needs section/)[1] ?? '';
  for (const [, prefix, version] of needs.matchAll(/Name: (\w+?)_(\d[\d.]*)\b/g)) {
    if (versions[prefix!] === undefined || compareVersions(version!, versions[prefix!]!) > 0) versions[prefix!] = version!;
  }
  const buildId = /Build ID: ([0-9a-f]+)/.exec(run('readelf', '-nW', name))?.[1];
  const [soname] = all('SONAME');
  const [rpath, runpath] = [all('RPATH')[0], all('RUNPATH')[0]];
  return {
    needed: all('NEEDED'),
    stripped: !/ SYMTAB /.test(run('readelf', '-SW', name)),
    ...(soname ? { soname } : {}),
    ...(rpath ? { rpath: rpath.split(':') } : {}),
    ...(runpath ? { runpath: runpath.split(':') } : {}),
    ...(buildId ? { buildId } : {}),
    ...(Object.keys(versions).length > 0 ? { symbolVersions: versions } : {}),
  };
}

function definedByNm(...args: string[]): string[] {
  const lines = run(...(args as [string, ...string[]])).split('\n');
  const names = lines.map((line) => /^[-0-9a-f]* +([A-TV-Zabd-tx-z]) (\S+)/.exec(line)?.[2]).filter((name) => name !== undefined);
  return [...new Set(names.map((name) => name.replace(/@.*/, '')))].sort();
}

const builds: [string, string[], Partial<NativeFile>][] = [
  ['a library', ['-shared', '-fPIC', '-Wl,-soname,libsample.so.1', 'lib.c'], { type: 'shared' }],
  ['RUNPATH', ['-shared', '-fPIC', '-Wl,--enable-new-dtags,-rpath,$ORIGIN:/opt/lib', 'lib.c'], { type: 'shared' }],
  ['RPATH', ['-shared', '-fPIC', '-Wl,--disable-new-dtags,-rpath,/opt/lib', 'lib.c'], { type: 'shared' }],
  ['an old hash table', ['-shared', '-fPIC', '-Wl,--hash-style=sysv', 'lib.c'], { type: 'shared' }],
  ['a position-independent program', ['-pie', '-fPIE', 'main.c'], { type: 'executable', linkage: 'dynamic' }],
  ['a program at a fixed place', ['-no-pie', 'main.c'], { type: 'executable', linkage: 'dynamic' }],
  ['a static program', ['-static', 'main.c'], { type: 'executable', linkage: 'static' }],
  ['a static-pie program', ['-static-pie', '-fPIE', 'main.c'], { type: 'executable', linkage: 'static' }],
  ['debug information', ['-g', '-shared', '-fPIC', 'lib.c'], { type: 'shared', details: { debugInfo: true } }],
  ['an object', ['-c', 'lib.c'], { type: 'object' }],
  ['stripped', ['-s', '-shared', '-fPIC', 'lib.c'], { type: 'shared', stripped: true }],
];

describe('native readers agree with the tools', () => {
  withGcc.each(builds)('%s', async (name, args, expected) => {
    const out = `${name.replaceAll(' ', '-')}.bin`;
    run('gcc', ...args, '-o', out);
    const { files, problems, symbols } = await readNative(readFileSync(path(out)), out);
    expect(problems).toEqual([]);
    expect(files[0]).toMatchObject({ ...readelf(out), ...expected });
    for (const key of ['soname', 'rpath', 'runpath', 'buildId', 'symbolVersions'] as const) expect(files[0]?.[key]).toEqual(readelf(out)[key]);
    const named = symbols.map((symbol) => symbol.split(' ')[1]!);
    const stripped = files[0]?.stripped;
    const nm = [...(stripped ? [] : definedByNm('nm', out)), ...(args.includes('-shared') ? definedByNm('nm', '-D', out) : [])];
    if (nm.length > 0) expect([...new Set(named)].sort()).toEqual([...new Set(nm)].sort());
  });

  withGcc('without section headers the dynamic facts stay', async () => {
    run('gcc', '-shared', '-fPIC', '-Wl,-soname,libbare.so', '-Wl,--hash-style=gnu', 'lib.c', '-o', 'bare.so');
    const bytes = readFileSync(path('bare.so'));
    const whole = (await readNative(bytes)).files[0]!;
    bytes.fill(0, 40, 48); // e_shoff
    bytes.fill(0, 60, 64); // e_shnum, e_shstrndx
    const bare = await readNative(bytes);
    const { soname, needed, buildId, symbolVersions } = whole;
    expect(bare.files[0]).toMatchObject({ soname, needed, buildId, symbolVersions, stripped: true });
    expect(bare.symbols.map((symbol) => symbol.split(' ')[1])).toEqual(definedByNm('nm', '-D', 'bare.so'));
  });

  withGcc('a separate debug file keeps the headers of the program but not its bytes', async () => {
    run('gcc', '-g', '-shared', '-fPIC', '-Wl,-soname,libd.so', 'lib.c', '-o', 'd.so');
    run('objcopy', '--only-keep-debug', 'd.so', 'd.debug');
    const { files, problems } = await readNative(readFileSync(path('d.debug')));
    expect(problems).toEqual([]);
    expect(files[0]).toMatchObject({ type: 'shared', needed: [], buildId: readelf('d.so').buildId, details: { debugInfo: true } });
  });

  withGcc('an archive, thin and not', async () => {
    for (const name of ['one', 'two', 'a_name_that_is_longer_than_fifteen']) {
      writeFileSync(path(`${name}.c`), `int ${name}_value(void) { return 1; }\n`);
      run('gcc', '-c', `${name}.c`, '-o', `${name}.o`);
    }
    const members = ['one.o', 'two.o', 'a_name_that_is_longer_than_fifteen.o'];
    run('ar', 'rcs', 'lib.a', ...members);
    run('ar', 'rcsT', 'thin.a', ...members);
    const { images, symbols, problems } = await readNative(readFileSync(path('lib.a')));
    expect(problems).toEqual([]);
    expect(images[0]?.units).toEqual(members);
    expect(symbols.map((symbol) => symbol.split(' ')[1])).toEqual(definedByNm('nm', 'lib.a'));
    expect((await readNative(readFileSync(path('thin.a')))).images[0]).toMatchObject({
      units: members,
      file: { details: { thin: true, members: 3 } },
    });
  });

  withLlvm('bitcode: target and defined symbols', async () => {
    writeFileSync(
      path('m.ll'),
      'source_filename = "m.c"\ntarget triple = "x86_64-unknown-linux-gnu"\n@sample_value = global i32 7\ndeclare i32 @puts(ptr)\ndefine i32 @sample_open() { ret i32 1 }\n'.replace(
        'ptr',
        'i8*',
      ),
    );
    run('llvm-as', 'm.ll', '-o', 'm.bc');
    const { files, symbols, problems } = await readNative(readFileSync(path('m.bc')));
    expect(problems).toEqual([]);
    expect(files[0]).toMatchObject({ format: 'bitcode', arch: 'x86_64', details: { target: 'x86_64-unknown-linux-gnu', sourceFile: 'm.c' } });
    expect(files[0]?.compilers?.[0]).toMatch(/^LLVM\d/);
    expect(symbols.map((symbol) => symbol.split(' ')[1])).toEqual(definedByNm('llvm-nm', 'm.bc').filter((name) => name !== 'puts'));
  });
});
