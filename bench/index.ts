// npm run bench -- WHEELS LOCKFILES [LARGE]: everything that docs/performance.md says, measured again. WHEELS is a folder of wheels (the smallest above 10 MB
// and the largest are read), LOCKFILES one of folders with a large lock each, LARGE another wheel. Each part can be run by itself.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [wheels, lockfiles, ...more] = process.argv.slice(2);
if (wheels === undefined || lockfiles === undefined) throw new Error('usage: npm run bench -- WHEELS LOCKFILES [FILE…]');

const bySize = readdirSync(wheels)
  .filter((name) => name.endsWith('.whl'))
  .map((name) => ({ path: join(wheels, name), size: statSync(join(wheels, name)).size }))
  .sort((a, b) => a.size - b.size);
const chosen = [bySize.find(({ size }) => size >= 10e6), bySize[Math.floor(bySize.length * 0.9)], bySize.at(-1)];
const files = [...new Set(chosen.flatMap((one) => one?.path ?? [])), ...more];

run('wheel.ts', ...files);
run('at-size.ts', wheels);
run('lockfiles.ts', lockfiles);

function run(script: string, ...args: string[]): void {
  console.log(`\n${script}`);
  const { status } = spawnSync(process.execPath, [new URL(script, import.meta.url).pathname, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
