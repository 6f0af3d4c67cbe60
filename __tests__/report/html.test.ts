import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { html } from '../../src/report/html-escape.ts';
import { ownerOf, squarify } from '../../src/report/html-treemap.ts';
import { createReports } from '../../src/report/index.ts';
import type { Verdict } from '../../src/types.ts';
import { forbidden, hostileText, nasty, printed, verdictWith } from './hostile.ts';
import { blocked, clear, component, finding, torch, torchLocked, verdictOf } from './samples.ts';

const { reports, factsReports } = createReports({ version: '0' });
const page = (verdict: Verdict) => printed(reports.html, verdict);
const withTorch: Verdict = { ...blocked, facts: [torch, ...blocked.facts] };
const many = (number: number) =>
  verdictOf(
    Array.from({ length: number }, (_, at) =>
      finding(
        `area/rule-${at % 30}`,
        { ...torchLocked, subject: { ...torchLocked.subject, purl: `pkg:pypi/p${at}@1` } as never, wayIn: [`d${at % 90}@1`, `p${at}@1`] },
        { title: `p${at}: no source` },
      ),
    ),
  );

describe('the page', () => {
  test('asks nothing of any network, and its policy forbids it', () => {
    const text = page(withTorch);
    expect(text).toContain(`default-src 'none'`);
    expect(text).not.toMatch(/unsafe-(inline|eval)|\s(src|href)="(?!#)|url\(|@import|<(link|iframe|object|embed|base|form)/);
    expect(text).not.toMatch(/\sstyle="|\son\w+="/);
  });
  test('says the verdict, every finding, and what was not inspected, without scripts', () => {
    const text = page(withTorch).replace(/<script>[\s\S]*?<\/script>/, '');
    for (const said of [
      'Blocked',
      '3 errors, 1 warning, 1 note; 1 waived, 1 in the baseline',
      'Intel MKL is linked into libtorch_cpu.so',
      'mkl_avx_c_all_gemm_ker',
      'nv_fatbin',
      '80.4%',
      'libcudart',
    ])
      expect(text).toContain(said);
  });
  test('nothing found says what was looked at, never a blank table', () =>
    expect(page({ ...clear, facts: [{ ...torch, problems: [] }] })).toMatch(/Nothing was found\.[\s\S]*Nothing was left out\./));
  test('what was locked and not opened was left out', () => {
    expect(page(clear)).toMatch(/What was not inspected<\/h2><p>3 packages not opened/);
    expect(page(clear)).not.toContain('Nothing was left out');
  });
  test('5,000 findings: at most 5 MB, 2,000 rows, the rest counted per rule', () => {
    const text = page(many(5000));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(5_000_000);
    expect(text.match(/<details class="f /g)).toHaveLength(2000);
    expect(text).toContain('3,000 more than the 2,000 shown here');
  });
  test('of facts alone has no verdict', () => {
    const parts: string[] = [];
    factsReports.html?.print([torch], (part) => parts.push(part));
    expect(parts.join('')).toContain('What fills 831.4 MB');
    expect(parts.join('')).not.toContain('class="bar');
  });
});

describe('the treemap', () => {
  test('files in one compressed stream fill the unpacked bytes: no part is more than the whole', () => {
    const largest = [{ path: 'package/bin/esbuild', unpacked: 9_900_000, kind: 'native code' }];
    const kinds = [{ kind: 'native code', files: 1, unpacked: 9_900_000 }];
    const solid = { ...torch, contents: { files: 2, packed: 4_200_000, unpacked: 10_000_000, kinds, largest } };
    const text = page({ ...clear, facts: [solid] });
    expect(text).toContain('What fills 10.0 MB, unpacked');
    expect(text).toContain('esbuild 9.9 MB, 99.0%');
    expect(text).not.toContain('>Download</button>');
    expect([...text.matchAll(/i\{width:([\d.]+)%/g)].filter(([, width]) => Number(width) > 100)).toEqual([]);
  });
  test('areas are as the values, inside the frame, without overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 }), (given) => {
        const values = [...given].sort((a, b) => b - a);
        const total = values.reduce((sum, value) => sum + value, 0);
        const boxes = squarify(values, { x: 0, y: 0, width: 240, height: 100 });
        for (const [at, { x, y, width, height }] of boxes.entries()) {
          expect((width * height) / 24_000).toBeCloseTo((values[at] ?? 0) / total, 6);
          expect(Math.min(x, y, 240.001 - x - width, 100.001 - y - height)).toBeGreaterThan(-0.001);
        }
        const middle = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
          x: x + width / 2,
          y: y + height / 2,
        });
        for (const [at, box] of boxes.entries())
          for (const other of boxes.slice(at + 1)) {
            const { x, y } = middle(other);
            expect(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height).toBe(false);
          }
      }),
      { numRuns: 100 },
    );
  });
  test('a file is its owner’s, with an edge where proprietary code is linked in', () => {
    const owners = [
      'torch/lib/libtorch_cuda.so',
      'torch/lib/libcudart-80664282.so.10.2',
      'torch/lib/libgomp-a34b3233.so.1',
      'torch/bin/protoc',
      'README',
    ].map((path) => ownerOf(path, torch));
    expect(owners).toEqual(['M', 'P', 'C', 'O', 'T']);
    const bundles = { ...torch, components: [component('protobuf', 'Protobuf', { paths: ['torch/bin/protoc'] })] };
    expect(ownerOf('torch/bin/protoc', bundles)).toBe('B');
  });
});

/** The tags of a page, as a browser's tokenizer sees them outside of script and style. */
const tagsOf = (text: string): string[] =>
  [...text.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '').matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));

test('foreign text adds no tag, no attribute and no invisible letter', () => {
  const expected = new Set(['<br>', ...tagsOf(page(verdictWith('name')))]); // a message may have lines
  fc.assert(
    fc.property(hostileText, (name) => {
      const text = page(verdictWith(name));
      expect(forbidden.exec(text)?.[0]).toBeUndefined();
      expect(tagsOf(text).filter((tag) => !expected.has(tag))).toEqual([]);
    }),
    { numRuns: 80 },
  );
});
test('escaping', () => expect(html(`<a b="c" d='e'>&\`\u202e`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#96;\\u{202e}'));

const browser = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const inBrowser = browser ? test : test.skip;
if (!browser) console.warn('no Chromium here: the page was not opened in a browser');

/** The page after its script ran, as the browser writes it back; `log` is what the browser said. */
function opened(text: string, hash = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'sourcegate-page-'));
  try {
    writeFileSync(join(folder, 'report.html'), text);
    const flags = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--virtual-time-budget=2000',
      `--user-data-dir=${join(folder, 'profile')}`,
    ];
    return execFileSync(browser ?? '', [...flags, '--dump-dom', `file://${join(folder, 'report.html')}${hash}`], {
      encoding: 'utf8',
      maxBuffer: 64 << 20,
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('in a browser', () => {
  inBrowser(
    'the script runs under the page’s own policy, and the address holds the filter',
    () => {
      expect(opened(page(withTorch))).toMatch(/<html lang="en" class="js">[\s\S]*id="shown"[^>]*>6 shown/);
      const filtered = opened(page(withTorch), '#q=mkl&l=E');
      expect(filtered).toContain('>1 shown<');
      expect(filtered).toContain('1 finding shown');
      expect(opened(page(withTorch), '#q=zzz')).toMatch(/id="nohit" class="none">/);
    },
    120_000,
  );
  inBrowser(
    'hostile names stay text, and nothing of theirs runs',
    () => {
      const dom = opened(page(verdictWith(nasty.join(' '))));
      expect(dom).toContain('class="js"');
      expect(dom).not.toMatch(/<img|<script>alert|onerror="/);
    },
    60_000,
  );
});
