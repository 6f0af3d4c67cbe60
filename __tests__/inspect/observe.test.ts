import { findDownloads, findEncodedCode, mayCarryCode, observeMode, runsAtInstall } from '../../src/inspect/observe.ts';
import { processorTime } from '../build/processor-time.ts';

const code = (start: number[], size = 600): Buffer => Buffer.concat([Buffer.from(start), Buffer.alloc(size, 0x41)]);
const elf = code([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
const wasm = code([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const machO = code([0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1]);
const pe = code([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]);

describe('native code written as digits', () => {
  test.each([
    ['ELF', elf],
    ['WebAssembly', wasm],
    ['Mach-O', machO],
    ['PE', pe],
  ])('%s as base64 in a script', (what, bytes) => {
    const text = `export default "${bytes.toString('base64')}";\n`;
    expect(findEncodedCode('a.js', Buffer.from(text))).toEqual([
      { kind: 'encoded-code', path: 'a.js', offset: 16, value: `${what} as ${bytes.toString('base64').length} base64 digits` },
    ]);
  });

  test('ELF as hex', () => {
    expect(findEncodedCode('a.py', Buffer.from(`x = '${elf.toString('hex')}'`))).toEqual([
      expect.objectContaining({ value: `ELF as ${elf.length * 2} hex digits` }),
    ]);
  });

  test.each([
    ['a short run, as in a test of a sniffer', `"${elf.subarray(0, 60).toString('base64')}"`],
    ['the same letters inside a longer run, where they mean other bytes', `"Q${elf.toString('base64')}"`],
    ['a picture', `"${code([0x89, 0x50, 0x4e, 0x47]).toString('base64')}"`],
    ['prose', 'f0VMRg is how ELF begins in base64. '.repeat(50)],
  ])('not %s', (_, text) => {
    expect(findEncodedCode('a.js', Buffer.from(text))).toEqual([]);
  });

  test('a hostile text of beginnings ends soon', () => {
    const started = performance.now();
    findEncodedCode('a.js', Buffer.from('f0VMRg'.repeat(200_000)));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

test('texts are looked at, data and very large files are not', () => {
  expect(['a.js', 'a.py', 'b.min.mjs'].map((path) => mayCarryCode(path, 5000))).toEqual([true, true, true]);
  expect([mayCarryCode('a.png', 5000), mayCarryCode('a.js', 100), mayCarryCode('a.js', 1 << 30)]).toEqual([false, false, false]);
});

test('set-id bits are seen, other bits are not', () => {
  expect(observeMode('bin/su', 0o104755)).toEqual([{ kind: 'setuid', path: 'bin/su', value: '4755' }]);
  expect([...observeMode('bin/ls', 0o100755), ...observeMode('x', undefined)]).toEqual([]);
});

describe('scripts that fetch and run', () => {
  const look = (text: string, path = 'package/install.js') => findDownloads(path, Buffer.from(text));

  test.each([
    [
      'an installer that takes a program from a forge and makes it executable',
      `// downloads the program\nconst https = require('https');\nconst fs = require('fs');\nhttps.get(url, (r) => r.pipe(fs.createWriteStream(to)));\nfs.chmodSync(to, 0o755);\n`,
      2,
    ],
    [
      'a module that fetches, writes and starts',
      `import { writeFile } from 'node:fs/promises';\nimport { spawn } from 'node:child_process';\n\nawait writeFile(to, await (await fetch(url)).bytes());\nspawn(to);\n`,
      4,
    ],
    ['an archive', `const got = require("got");\ngot.stream(url).pipe(createGunzip()).pipe(createWriteStream('x.tar'));`, 1],
  ])('%s', (_, text, line) => {
    expect(look(text)).toEqual([{ kind: 'download', path: 'package/install.js', line, value: text.split('\n')[line - 1] }]);
  });

  test.each([
    ['a script that builds', `const { spawn } = require('child_process');\nfs.writeFileSync('a', 'b');\nspawn('node-gyp', ['rebuild']);`],
    ['a request that writes nothing', `require('https').get(url); spawnSync('echo');`],
    ['what is fetched is data', `const https = require('https');\nhttps.get(url, (r) => r.pipe(fs.createWriteStream('words.txt')));`],
    ['a comment', `/* fetch( */\n// require('https')\nfs.writeFileSync('a', 'b');\nexecSync('make');`],
    ['a thank-you note', `if (!process.env.CI) console.log('Thank you for using this package');`],
  ])('not %s', (_, text) => {
    expect(look(text)).toEqual([]);
  });

  test('a setup.py that fetches an archive and unpacks it', () => {
    const text = `import urllib.request, tarfile\n# urlopen() is used below\nurllib.request.urlretrieve(URL, 'x.tgz')\ntarfile.open('x.tgz').extractall()\n`;
    expect(look(text, 'demo-1.0/setup.py')).toEqual([
      { kind: 'download', path: 'demo-1.0/setup.py', line: 3, value: "urllib.request.urlretrieve(URL, 'x.tgz')" },
    ]);
    expect(look(text, 'demo-1.0/tools/fetch.py')).toEqual([]);
  });

  test('it runs at installation where a command of package.json names it, or as the setup.py of an sdist', () => {
    const commands = ['postinstall: node ./scripts/post-install && echo "done"', 'install: node install.js'];
    expect(
      ['package/install.js', 'package/scripts/post-install.js', 'package/scripts/other.js'].map((path) => runsAtInstall(path, 'npm', commands)),
    ).toEqual([true, true, false]);
    expect(runsAtInstall('package/lib/index.js', 'npm', ['install: node lib'])).toBe(true);
    expect(runsAtInstall('package/install.js', 'npm', [])).toBe(false);
    expect(runsAtInstall('demo-1.0/setup.py', 'sdist', [])).toBe(true);
    expect(runsAtInstall('demo-1.0/vendor/setup.py', 'sdist', [])).toBe(false);
    expect(runsAtInstall('demo/setup.py', 'wheel', [])).toBe(false);
  });

  test('a hostile script ends soon', () => {
    const hostile = ["require('https');/*".repeat(50_000), 'fetch (/* */'.repeat(50_000), `fetch(${'\n//'.repeat(300_000)}`];
    expect(processorTime(2, () => hostile.map((text) => look(text)))).toBeLessThan(2);
  });
});
