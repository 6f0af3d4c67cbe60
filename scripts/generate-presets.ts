// Writes src/judge/presets.ts from policies/*.yml, so that the bundle holds the presets. `--check` only compares.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../policies/', import.meta.url);
const target = new URL('../src/judge/presets.ts', import.meta.url);

/** The first one named is the one that is used without a policy. */
const first = 'recommended';

export function presetsModule(): string {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => name.slice(0, -4))
    .sort((a, b) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1));
  const entries = names.map((name) => {
    const text = readFileSync(new URL(`${name}.yml`, folder), 'utf8');
    return `  ${/^[a-z]+$/.test(name) ? name : `'${name}'`}: \`${text.replace(/[\\`]|\$\{/g, '\\$&')}\`,\n`;
  });
  return `// Made by scripts/generate-presets.ts from policies/*.yml. Do not edit.\n\nexport const presets: Readonly<Record<string, string>> = {\n${entries.join('')}};\n`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const text = presetsModule();
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    process.stderr.write('src/judge/presets.ts is not what policies/ says: node scripts/generate-presets.ts\n');
    process.exitCode = 1;
  }
}
