// Draws the README's picture: the demo's annotation as a pull request shows it, from the very commands that the gate prints.
//   node scripts/picture-annotation.ts docs/pictures/annotation.png      (needs Chromium)
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [target] = process.argv.slice(2);
if (!target) throw new Error('usage: node scripts/picture-annotation.ts FILE.png');
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (!browser) throw new Error('needs Chromium (apt-get install chromium)');
const root = fileURLToPath(new URL('..', import.meta.url));

const { stdout } = spawnSync(process.execPath, ['dist/cli.js', 'check', 'examples/demo', '--format', 'github'], { cwd: root, encoding: 'utf8' });
const command = stdout.split('\n').find((line) => /^::error file=.*uv\.lock/.test(line));
const parsed = /^::error file=([^,]+),line=(\d+)(?:,[^:]*?)?,?title=(.*?)::(.*)$/.exec(command ?? '');
if (!parsed) throw new Error(`no annotation on the lockfile in:\n${stdout}`);
const decoded = (text: string): string =>
  text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
const [, file = '', at = '1', title = '', body = ''] = parsed.map((part) => decoded(part ?? ''));
const line = Number(at);
const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const rows = readFileSync(join(root, file), 'utf8')
  .split('\n')
  .slice(line - 3, line + 4)
  .map((text, index) => ({ number: line - 2 + index, text: text.length > 96 ? `${text.slice(0, 96)}…` : text }));
const row = ({ number, text }: { number: number; text: string }): string => `<tr><td class="n">${number}</td><td class="c">+ ${html(text)}</td></tr>`;
const note = `<tr><td colspan="2" class="a"><div><b>✖ Check failure on line ${line} in ${html(file)}</b><small>sourcegate</small><h1>${html(title)}</h1><p>${html(body).replaceAll('\n', '<br>')}</p></div></td></tr>`;
const page = `<!doctype html><meta charset="utf-8"><style>
body{margin:16px;font:14px/1.5 system-ui,sans-serif;color:#1f2328;background:#fff}table{border-collapse:collapse;width:100%;border:1px solid #d1d9e0}
caption{text-align:left;padding:8px 12px;border:1px solid #d1d9e0;border-bottom:0;background:#f6f8fa;font:600 12px ui-monospace,monospace}
td{padding:1px 10px;font:12px/20px ui-monospace,monospace;white-space:pre}.n{width:40px;text-align:right;background:#ccffd8;color:#59636e}.c{background:#e6ffec}
.a{padding:10px;background:#fff;white-space:normal}.a div{border:1px solid #d1d9e0;border-left:4px solid #cf222e;border-radius:6px;padding:10px 14px;font:13px/1.5 system-ui,sans-serif}
.a b{color:#cf222e}.a small{float:right;color:#59636e}h1{font-size:14px;margin:8px 0 4px}p{margin:0}</style>
<table><caption>${html(file)}</caption>${rows.map((each) => row(each) + (each.number === line ? note : '')).join('')}</table>`;

const scratch = mkdtempSync(join(tmpdir(), 'sourcegate-picture-'));
try {
  const source = join(scratch, 'page.html');
  writeFileSync(source, page);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
    '--hide-scrollbars',
  ];
  execFileSync(
    browser,
    [...flags, `--user-data-dir=${join(scratch, 'profile')}`, '--window-size=960,400', `--screenshot=${resolve(target)}`, pathToFileURL(source).href],
    { stdio: 'ignore' },
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
