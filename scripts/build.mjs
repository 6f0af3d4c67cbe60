// Bundles src/ into dist/, one file per entry point. `--check` compares instead of writing and exits 1 on any difference.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const entryPoints = { index: 'src/main.ts', cli: 'src/cli.ts', worker: 'src/worker.ts', comment: 'src/comment.ts' };
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const present = Object.entries(entryPoints).filter(([, source]) => existsSync(join(root, source)));
const { outputFiles, metafile } = await build({
  metafile: true,
  absWorkingDir: root,
  entryPoints: Object.fromEntries(present),
  outdir: dist,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20.20',
  format: 'esm',
  // jsonc-parser's main is UMD with computed requires, which no bundler follows.
  mainFields: ['module', 'main'],
  legalComments: 'eof',
  define: { SOURCEGATE_VERSION: JSON.stringify(version) },
  // Bundled CommonJS still calls require() for node's own modules; an ES module has none unless it is made.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const wanted = new Map(outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
wanted.set('licenses.txt', Buffer.from(notices(Object.keys(metafile.inputs))));
// dist/ stays ESM whatever package surrounds it.
wanted.set('package.json', Buffer.from('{ "type": "module" }\n'));

if (process.argv.includes('--check')) {
  const have = existsSync(dist) ? readdirSync(dist) : [];
  const wrong = [...new Set([...wanted.keys(), ...have])].filter((name) => {
    const file = join(dist, name);
    return !wanted.has(name) || !existsSync(file) || !readFileSync(file).equals(wanted.get(name));
  });
  if (wrong.length > 0) {
    console.error(`dist/ is not what src/ builds: ${wrong.sort().join(', ')}. Run \`npm run build\` and commit dist/.`);
    process.exit(1);
  }
} else {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const [name, bytes] of wanted) {
    writeFileSync(join(dist, name), bytes);
    console.log(`dist/${name}  ${(bytes.length / 1e6).toFixed(2)} MB  sha256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`);
  }
}

/** The licence texts of every package that is bundled, since the bundle passes their code on. */
function notices(inputs) {
  const folders = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...folders]
    .map((folder) => {
      const { name, version: release, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      const texts = readdirSync(join(root, folder), { withFileTypes: true })
        .filter((file) => file.isFile() && /^(licen[cs]e|copying|notice)/i.test(file.name))
        .map((file) => file.name)
        .sort();
      const text = texts
        .map((file) =>
          readFileSync(join(root, folder, file), 'utf8')
            .replace(/\r\n/g, '\n')
            .trim(),
        )
        .join('\n\n');
      return `${name} ${release}\n${license}\n\n${text === '' ? 'The package holds no licence text.' : text}\n`;
    })
    .sort()
    .filter((text, at, all) => text !== all[at - 1])
    .join(`\n${'-'.repeat(80)}\n\n`);
}
