// Runs the commands that README.md shows, as a reader would: in the clone, with nothing installed but node. A command is a line of
// an `sh` block; what follows `#` says what to expect: an exit code (`# exits 1`), `# live` for what asks a package index (run with
// --live), `# by .ci/run` for what the caller runs itself.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const live = process.argv.includes('--live');
const commands = [...readFileSync(new URL('../README.md', import.meta.url), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block]) => block.split('\n'))
  .filter((line) => line.trim() !== '' && !line.startsWith('#'));

let failed = 0;
for (const line of commands) {
  const [, command, comment = ''] = /^(.*?)(?:\s+#\s*(.*))?$/.exec(line);
  if (comment.includes('by .ci/run') || (comment.includes('live') && !live)) {
    console.log(`not run here: ${command}  (${comment})`);
    continue;
  }
  const wanted = Number(/exits (\d)/.exec(comment)?.[1] ?? 0);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8', timeout: 120_000 });
  const ok = status === wanted && stdout.trim() !== '';
  console.log(`${ok ? 'ok' : 'FAILED'}: ${command}  (exit ${status}, expected ${wanted}, ${stdout.length} characters)`);
  if (!ok) {
    failed += 1;
    console.log(stdout + stderr);
  }
}
if (commands.length === 0) throw new Error('README.md shows no command');
process.exitCode = failed > 0 ? 1 : 0;
