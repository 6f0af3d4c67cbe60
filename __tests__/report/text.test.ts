import fc from 'fast-check';
import { widthOf, wrap } from '../../src/report/columns.ts';
import { createReports } from '../../src/report/index.ts';
import { nearest } from '../../src/report/nearest.ts';
import { clean, cleanLines } from '../../src/report/text-escape.ts';
import { amount, canBeWaived, count, listed, purlParts, saysName, wayOutWords } from '../../src/report/words.ts';
import type { Facts, Finding } from '../../src/types.ts';
import { forbidden, hostileText, printed, verdictWith } from './hostile.ts';
import { blocked, clear, component, finding, incomplete, lockfile, torch, torchLocked, torchvisionLocked, verdictOf } from './samples.ts';

const { reports, factsReports } = createReports({ version: '0.0.0' });
const text = (verdict = blocked, style = {}) => printed(createReports({ version: '0.0.0', style }).reports.text, verdict);
const inspect = (style = {}, facts = [torch]) => {
  const parts: string[] = [];
  createReports({ version: '0.0.0', style }).factsReports.text?.print(facts, (part) => parts.push(part));
  return parts.join('');
};

describe('the verdict on a terminal', () => {
  test('blocked, grouped by the direct dependency', () => expect(text()).toMatchSnapshot());
  test('with evidence', () => expect(text(blocked, { verbose: true })).toMatchSnapshot());
  test('clear and incomplete', () => expect(text(clear) + text(incomplete)).toMatchSnapshot());
  test('the last line is the verdict, and incomplete is never a pass', () => {
    expect(text().trimEnd().split('\n').at(-1)).toMatch(
      /^BLOCKED {2}3 errors, 1 warning, 1 note; 1 waived, 1 in the baseline; 3 packages not opened\.$/,
    );
    expect(text(clear).trimEnd().split('\n').at(-1)).toBe('CLEAR  0 findings; 3 packages not opened.');
    expect(
      text({ ...clear, facts: [torch] })
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe('CLEAR  0 findings. All read.');
    expect(text({ ...clear, facts: [] })).toContain('CLEAR  0 findings.\n');
    expect(text(incomplete).trimEnd().split('\n').at(-1)).toBe('INCOMPLETE  1 question open, 0 errors so far. This is not a pass.');
    const asked = { ...clear, facts: [torch], counts: { ...clear.counts, unknown: 83 } };
    expect(text(asked).trimEnd().split('\n').at(-1)).toBe('CLEAR  0 findings; 83 questions open.');
    const both = verdictOf([...blocked.findings, ...incomplete.findings]);
    expect(text(both).trimEnd().split('\n').at(-1)).toMatch(/^BLOCKED .*1 question open.* Incomplete as well\.$/);
  });
  test('a rule shows once per group, with all its subjects and lines', () => {
    const lines = text()
      .split('\n')
      .filter((line) => line.includes('source/binary-only'));
    expect(lines).toHaveLength(1);
    expect(text()).toContain('torch 1.9.0 uv.lock:121 and torchvision 0.10.0');
  });
  test('what is named in several places is told where it stands first', () => {
    const at = (line: number): Facts =>
      ({ ...torchvisionLocked, subject: { ...torchvisionLocked.subject, at: { path: 'ci.yml', line, column: 1 }, path: 'ci.yml' } }) as Facts;
    const said = text(verdictOf([finding('pin/action', at(38))], { facts: [at(38), at(184)] }));
    expect(said).toContain('ci.yml:38  torchvision 0.10.0');
    expect(said).not.toContain('184');
  });
  test('a way out that the group above has already is not repeated', () => {
    const alone = (name: string, wayOut: string) =>
      finding(
        'source/binary-only',
        { ...torchLocked, subject: { ...torchLocked.subject, purl: `pkg:pypi/${name}@1` } as never, wayIn: [`${name}@1`] },
        { wayIn: [`${name}@1`], wayOut },
      );
    const said = text(verdictOf([alone('a', 'build it'), alone('b', 'build it'), alone('c', 'leave it')]))
      .split('\n')
      .filter((line) => line.startsWith('  way out'));
    expect(said).toEqual([
      '  way out  build it, or a waiver: sourcegate check --print-waivers',
      '  way out  as above',
      '  way out  leave it, or a waiver: sourcegate check --print-waivers',
    ]);
  });
  test('a question about many subjects is asked once', () => {
    const asked = ['a', 'b', 'c'].map((name) => {
      const facts = { ...torchLocked, subject: { ...torchLocked.subject, purl: `pkg:pypi/${name}@1` } as never };
      return finding('source/binary-only', facts, { outcome: 'unknown', message: `Whether ${name} 1 has source could not be learned.` });
    });
    const other = { ...(asked[0] as Finding), message: 'Nobody answered.' };
    expect(text(verdictOf([...asked, other])).match(/could not be learned|Nobody answered/g)).toEqual(['could not be learned', 'Nobody answered']);
  });
  test('what was not inspected is listed', () => expect(text()).toContain('.nv_fatbin (GPU code) is measured only'));
  test('a finding of the baseline is counted, not shown', () => expect(text()).not.toContain('bundled/undeclared'));
  test('80 columns, unless a name is longer; the verdict is one line, whatever it has to say', () =>
    expect(
      Math.max(
        ...text()
          .trimEnd()
          .split('\n')
          .slice(0, -1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80));
  test('a lockfile that could not be read was not looked at', () => {
    const link: Facts = { ...lockfile, packages: [], problems: [{ path: 'uv.lock', code: 'link', kind: 'unreadable', message: 'a symbolic link' }] };
    expect(text({ ...clear, facts: [link] })).toContain('Looked at nothing. Could not be read: uv.lock.');
  });
  test('no colour unless asked, and colour changes nothing but colour', () => {
    expect(text()).not.toContain('\u001b');
    expect(text(blocked, { colour: true }).replace(/\u001b\[[\d;]*m/g, '')).toBe(text());
  });
  test('5,000 findings of one rule are one line with a count', () => {
    const many = verdictOf(
      Array.from({ length: 5000 }, (_, at) =>
        finding('source/binary-only', { ...torchLocked, subject: { ...torchLocked.subject, purl: `pkg:pypi/p${at}@1` } as never }),
      ),
    );
    expect(text(many).split('\n').length).toBeLessThan(20);
    expect(text(many)).toContain('4,992 more');
  });
});

describe('inspect on a terminal', () => {
  test('torch 1.9.0', () => expect(inspect()).toMatchSnapshot());
  test('with evidence', () => expect(inspect({ verbose: true })).toMatchSnapshot());
  test('a lockfile', () => expect(inspect({}, [lockfile])).toMatchSnapshot());
  test('says what an article of 2021 did not see', () => {
    for (const said of [
      'Intel MKL (25,125 symbols)',
      'libgomp  GPL-3.0-or-later WITH GCC-exception-3.1',
      'libstdc++.so.6',
      '80% is torch/lib/libtorch_cuda.so',
      '0 source archives',
    ])
      expect(inspect()).toContain(said);
  });
  test('the order of sections never changes', () => {
    const headings = inspect()
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => line.split(/ {2}|,|:/)[0]);
    expect(headings).toEqual([
      'Inside',
      'Proprietary',
      'Copyleft',
      'Linked in',
      'The host must bring',
      'Says of itself',
      'Source',
      'Not inspected',
      'Next',
    ]);
  });
  test('an empty section says "none found", which is not "none"', () => {
    expect(inspect({}, [{ ...torch, components: [], native: [] }])).toMatch(/Proprietary {2}none found\nCopyleft {4}none found\nOther {7}none found/);
  });
  test('files in one stream have no share of the download', () => {
    const kinds = [{ kind: 'Rust', files: 2, unpacked: 12_000 }];
    const largest = [{ path: 'cfg-if-1.0.0/src/lib.rs', unpacked: 9000, kind: 'Rust' }];
    const solid: Facts = {
      ...torch,
      subject: { kind: 'artifact', path: 'cfg-if-1.0.0.crate', format: 'crate', size: 7900, depth: 'full' },
      native: [],
      contents: { files: 2, packed: 7900, unpacked: 12_000, kinds, largest },
    };
    expect(inspect({}, [solid])).not.toContain('download');
    expect(inspect({}, [solid])).toContain('75% of the unpacked bytes is cfg-if-1.0.0/src/lib.rs.');
  });
  test('copyleft parts of one file share its line and what points to their source', () => {
    const parts = ['FFTW', 'x264'].map((name) =>
      component(name, name, { how: 'static', category: 'copyleft-strong', licence: 'GPL-2.0-or-later', paths: ['bin/ffmpeg'] }),
    );
    expect(inspect({}, [{ ...torch, native: [], components: parts }])).toContain(
      ['  linked in  FFTW  GPL-2.0-or-later', 'x264  GPL-2.0-or-later', 'all in bin/ffmpeg; no pointer to their source inside'].join(
        '\n             ',
      ),
    );
  });
  test('a listing says what it did not look into', () => {
    const listing = { ...torch, subject: { ...torch.subject, depth: 'listing' } as never };
    expect(inspect({}, [listing])).toMatch(/Not looked into: code linked in[\s\S]*--depth full downloads 831\.4 MB/);
  });
});

describe('foreign text', () => {
  test('cannot leave its line or reorder it: text, inspect, with evidence, with colour', () => {
    fc.assert(
      fc.property(hostileText, fc.boolean(), fc.boolean(), (name, verbose, unicode) => {
        const verdict = verdictWith(name);
        const written = text(verdict, { verbose, unicode }) + inspect({ verbose, unicode }, [...verdict.facts]);
        expect(forbidden.exec(written)?.[0]).toBeUndefined();
        if (!unicode) expect(/[^\x20-\x7e\n]/.test(written)).toBe(false);
        expect(written.split('\n').filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
  test('is no command after wrapping, either', () => expect(clean('x ::error::y ##[error]z a::b')).toBe('x :\\u{3a}error::y #\\u{23}[error]z a::b'));
  test('is shown, not dropped', () => expect(clean('a\u001b[31m\u202eb\nc')).toBe('a\\u{1b}[31m\\u{202e}b\\u{a}c'));
  test("a message's own lines stay lines, each of them harmless", () =>
    expect(cleanLines('a\r\n::error::b\n\u001b[31mc')).toBe('a\n:\\u{3a}error::b\n\\u{1b}[31mc'));
  test('a login in an address is not shown, whatever was published with it', () => {
    expect(clean('see https://user:secret@x.example/a and git+https://token@x.example/b')).toBe(
      'see https://***@x.example/a and git+https://***@x.example/b',
    );
    expect(clean('ssh://git@x.example/a https://x.example/@scope/a docker://alpine@sha256:ab https://x.example/a?m=b@c')).toBe(
      'ssh://git@x.example/a https://x.example/@scope/a docker://alpine@sha256:ab https://x.example/a?m=b@c',
    );
    expect(clean(clean('https://a:b@c'))).toBe(clean('https://a:b@c'));
  });
  test('of a remark of several lines none passes for our own last line', () => {
    const written = text({ ...clear, remarks: ['The policy cannot be read: a:1:1: x\nCLEAR  0 findings.\n::error::y'] });
    expect(written.split('\n').filter((line) => /^(CLEAR|::)/.test(line))).toHaveLength(1);
    expect(written).toContain('\n  CLEAR  0 findings.\n');
    expect(written).not.toContain('u{a}');
  });
  test('keeps letters of all scripts', () => expect(clean('zażółć 日本語 שלום')).toBe('zażółć 日本語 שלום'));
});

describe('words', () => {
  test('a way out is said once, however many rules name it', () => {
    const sboms = [
      'ship an SBOM (for wheels in .dist-info/sboms), or name it in the licence texts',
      'ship an SBOM (auditwheel writes one)',
      'ship less',
    ];
    expect(wayOutWords(sboms, '')).toBe(`${sboms[0]}; ship less`);
    expect(wayOutWords(['build it (so)', 'build it (or so)', 'build its parts'], '')).toBe('build it (so); build its parts');
  });
  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [168192, '0.2 MB'],
    [831433581, '831.4 MB'],
    [1767185424, '1767.2 MB'],
    [12345678901, '12,346.7 MB'.replace('346.7', '345.7')],
  ])('%d bytes', (bytes, words) => expect(amount(bytes)).toBe(words));
  test('counts', () => expect([count(3154), count(12), count(1234567)]).toEqual(['3,154', '12', '1,234,567']));
  test('lists', () => expect([listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 2)]).toEqual(['a', 'a and b', 'a, b and 1 more']));
  test('purls', () => {
    expect(purlParts('pkg:npm/%40babel/core@7.0.0?x=y')).toEqual({ type: 'npm', name: '@babel/core', version: '7.0.0' });
    expect(purlParts('pkg:golang/github.com/a/b@v1.2.3')).toEqual({ type: 'golang', name: 'github.com/a/b', version: 'v1.2.3' });
    expect(purlParts('not a purl')).toBeUndefined();
  });
  test('wrapped words stay whole', () => expect(wrap('aa bbbbbbbb cc', 6, '  ')).toEqual(['aa', '  bbbbbbbb', '  cc']));
  test('the width of a terminal is bounded', () =>
    expect([10, 80, 500].map((columns) => widthOf({ verbose: false, colour: false, unicode: true, columns }))).toEqual([40, 80, 100]));
  test('did you mean', () => {
    expect(nearest('source/binary-olny', ['source/missing', 'source/binary-only'])).toBe('source/binary-only');
    expect(nearest('pypi-mll', ['pypi-ml', 'fedora'])).toBe('pypi-ml');
    expect(nearest('zzz', ['pypi-ml', 'fedora'])).toBeUndefined();
  });
});

test('reports have names', () => {
  expect(Object.keys(reports)).toContain('text');
  expect(Object.keys(factsReports)).toContain('json');
});

test.each([
  ['@img/sharp-libvips-linux-x64 1.0.4: no licence text', true],
  ['sharp-libvips-linux-x64 1.0.4: 20 components inside, no SBOM', true], // the namespace gave way
  ['20 components inside, no SBOM', false],
  ['sharp-libvips-linux-x64-extra 1.0.4: no SBOM', false],
])('whether a title says whose it is: %s', (title, says) => {
  expect(saysName(title, '@img/sharp-libvips-linux-x64 1.0.4')).toBe(says);
});

test('a waiver is no answer to what is about waivers and policy', () => {
  expect(['gate/policy-weakened', 'gate/waiver-without-reason', 'gate/nothing-inspected'].some((rule) => canBeWaived({ rule }))).toBe(false);
  expect(['gate/unreadable', 'pin/action', 'local/mine'].every((rule) => canBeWaived({ rule }))).toBe(true);
});
