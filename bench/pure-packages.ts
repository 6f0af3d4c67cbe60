// How often something foreign is found in packages that hold nothing but their own source. Run by hand:
//   node bench/pure-packages.ts FOLDER pypi:NAME... npm:NAME...
// Downloads each package with its own client (pip, npm) into FOLDER unless it lies there already: for Python the wheel that is for every
// platform (pip would run the build of a source archive), for npm the tarball. Prints every component that is said to be inside, and the count. The names are drawn
// by whoever runs it, so that the choice is no one's: docs/peers.md names the seed and the list of the last run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../src/types.ts';

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined || names.length === 0) {
  process.stderr.write('usage: node bench/pure-packages.ts FOLDER pypi:NAME... npm:NAME...\n');
  process.exit(2);
}
const cli = new URL('../src/cli.ts', import.meta.url).pathname;

const clients: Readonly<Record<string, (name: string, into: string) => string[][]>> = {
  pypi: (name, into) => [['pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--platform', 'any', '--dest', into, name]],
  npm: (name, into) => [['npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', into, name]],
};

function download(kind: string, name: string): string[] {
  const into = join(folder!, `${kind}-${name.replace(/[@/]/g, '_')}`);
  if (!existsSync(into)) {
    mkdirSync(into, { recursive: true });
    for (const [program, ...args] of clients[kind]?.(name, into) ?? []) spawnSync(program!, args, { timeout: 120_000 });
  }
  return readdirSync(into).map((file) => join(into, file));
}

let [packages, artifacts, native, findings] = [0, 0, 0, 0];
for (const one of names) {
  const [kind, name] = [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)];
  const files = download(kind, name);
  if (files.length === 0) {
    process.stdout.write(`${one}: could not be had\n`);
    continue;
  }
  packages++;
  for (const file of files) {
    const { stdout } = spawnSync(process.execPath, [cli, 'inspect', '--offline', '--format', 'json', file], { encoding: 'utf8', maxBuffer: 1 << 29 });
    for (const facts of JSON.parse(stdout) as Facts[]) {
      artifacts++;
      if (facts.native.length > 0) {
        native++;
        process.stdout.write(`${file.slice(folder!.length + 1)}: holds native code (${facts.native[0]!.path}), not counted as pure\n`);
      }
      for (const { id, version, how, confidence, evidence } of facts.components) {
        findings++;
        process.stdout.write(
          `${file.slice(folder!.length + 1)}: ${how} ${id} ${version ?? ''} (${confidence}) by ${evidence[0].path}: ${evidence[0].value}\n`,
        );
      }
    }
  }
}
process.stdout.write(`${packages} packages, ${artifacts} artifacts, ${native} of them with native code, ${findings} components\n`);
