// Pictures of an HTML report, as docs/pictures keeps them: light at 1280 px, dark at 390 px.
//   node dist/cli.js check --output html=report.html; node scripts/pictures.ts report.html docs/pictures
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [report, folder] = process.argv.slice(2);
if (!report || !folder) throw new Error('usage: node scripts/pictures.ts REPORT.html FOLDER');
const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (!browser) throw new Error('needs Chromium (apt-get install chromium)');

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

function picture(page: string, name: string, width: number, height: number, dark: boolean): void {
  const profile = mkdtempSync(join(tmpdir(), 'sourcegate-picture-'));
  try {
    const theme = dark ? ['--blink-settings=preferredColorScheme=0'] : [];
    const flags = [
      ...quiet,
      ...theme,
      `--user-data-dir=${profile}`,
      `--window-size=${width},${height}`,
      `--screenshot=${resolve(folder ?? '.', name)}`,
    ];
    execFileSync(browser ?? '', [...flags, page], { timeout: 60_000, stdio: 'ignore' });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

mkdirSync(folder, { recursive: true });
const page = pathToFileURL(resolve(report)).href;
picture(page, 'report-light.png', 1280, 2200, false);
picture(page, 'report-dark.png', 1280, 2200, true);
// A window is never narrower than 500 px, a frame can be.
const scratch = mkdtempSync(join(tmpdir(), 'sourcegate-frame-'));
const frame = join(scratch, 'frame.html');
writeFileSync(
  frame,
  `<!doctype html><body style="margin:0;background:#0f1318"><iframe src="${page}" style="border:0;width:390px;height:3000px"></iframe>`,
);
picture(pathToFileURL(frame).href, 'report-dark-390.png', 500, 3000, true);
rmSync(scratch, { recursive: true });
