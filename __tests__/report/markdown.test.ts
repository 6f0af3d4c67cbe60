import fc from 'fast-check';
import { commentBudget, markdownOf, markdownReport, summaryBudget } from '../../src/report/markdown.ts';
import { markdown } from '../../src/report/markdown-escape.ts';
import { graphOf, mermaid } from '../../src/report/mermaid.ts';
import { forbidden, hostileText, nasty, printed, verdictWith } from './hostile.ts';
import { blocked, clear, component, finding, incomplete, torch, torchLocked, verdictOf } from './samples.ts';

// An independent reader of GitHub's Markdown; the tests that need it say so when it is not installed.
const [readerName, extensionName] = ['micromark', 'micromark-extension-gfm'];
const reader: ((text: string) => string) | undefined = await Promise.all([import(readerName), import(extensionName)]).then(
  ([{ micromark }, { gfm, gfmHtml }]) =>
    (text) =>
      micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }),
  () => undefined,
);
const needsReader = reader ? test : test.skip;
if (!reader) console.warn(`${readerName} is not installed: what GitHub would make of the Markdown was not checked`);

const ours = new Set('h3 p strong code table thead tbody tr th td details summary sub br ul li pre'.split(' '));
const unentitled = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

describe('the summary', () => {
  test('blocked', () => expect(printed(markdownReport, blocked)).toMatchSnapshot());
  test('clear and incomplete', () => expect(printed(markdownReport, clear) + printed(markdownReport, incomplete)).toMatchSnapshot());
  test('the first screen holds verdict, cause, errors, way out', () => {
    const screen = printed(markdownReport, blocked).split('\n').slice(0, 15).join('\n');
    for (const said of ['blocked by 3 errors', 'torchvision 0.10.0', '`uv.lock:121`', '**Way out:**']) expect(screen).toContain(said);
  });
  test.each([
    [400, commentBudget],
    [5000, commentBudget],
    [50, 3000],
    [50_000, summaryBudget],
  ])('%d findings fit into %d bytes, with counts of all', (number, budget) => {
    const many = verdictOf(
      Array.from({ length: number }, (_, at) =>
        finding(`area/rule-${at % 40}`, {
          ...torchLocked,
          subject: { ...torchLocked.subject, purl: `pkg:pypi/p${at}@1` } as never,
          wayIn: [`p${at}@1`],
        }),
      ),
    );
    const text = markdownOf(many, { budget });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(budget);
    expect(text).toContain(`blocked by ${number.toLocaleString('en')} errors`);
    expect(text.endsWith('</sub>\n')).toBe(true);
  });
  test('an update shows what changed inside', () => {
    const before = { ...torchLocked, subject: { ...torchLocked.subject, purl: 'pkg:pypi/torch@1.8.0' } as never };
    const comparison = {
      before,
      after: { ...torchLocked, components: [component('mkl', 'MKL', { how: 'static', category: 'proprietary-redistributable' })] },
    };
    const text = printed(markdownReport, { ...blocked, comparisons: [comparison] });
    expect(text).toContain('What changed inside an update: 1 difference, 1 to look at first');
    expect(text).toContain('| linked in |  | **added: MKL (proprietary)** |');
  });
  test('names the verdict that was', () => {
    expect(markdownOf({ ...clear, facts: [torch] }, { budget: 9000, was: '3 errors' })).toContain('### sourcegate: all clear (was 3 errors)');
    expect(markdownOf(clear, { budget: 9000, was: '3 errors' })).toContain('### sourcegate: clear; 3 packages not opened (was 3 errors)');
  });
});

describe('the graph', () => {
  test('labels hold nothing that Mermaid reads', () => {
    for (const name of nasty) {
      const graph = graphOf(verdictWith(name));
      if (!graph) continue;
      for (const line of mermaid(graph).split('\n').slice(3))
        expect(line).toMatch(/^ {2}(n\d+(\(\[|\[")[A-Za-z0-9._+/@:\- ]*("\]|\]\))(:::[EQWNX])?|n\d+ --> n\d+|classDef [EQWNX] [a-z0-9#,:-]+)$/);
    }
  });
  test('with more than forty packages only the list is left', () => {
    const many = verdictOf(Array.from({ length: 60 }, (_, at) => finding('a/b', { ...torchLocked, wayIn: ['d@1', `p${at}@1`] })));
    expect(graphOf(many)).toBeUndefined();
    expect(printed(markdownReport, many)).toMatch(/How it came in[\s\S]*- `d 1` → `p0 1` \(E\)/);
  });
});

describe('foreign text', () => {
  test('is one line of harmless letters', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        for (const as of ['code', 'prose'] as const) {
          const text = markdown(name, as);
          expect(text).not.toContain('\n');
          expect(forbidden.exec(text)?.[0]).toBeUndefined();
        }
      }),
      { numRuns: 200 },
    );
  });
  test.each([
    ['@octocat', '<code>@</code>octocat'],
    ['a#1', 'a<code>#</code>1'],
    ['<b>', '&lt;b&gt;'],
    ['[x](y)', '\\[x\\](y)'],
    ['https://x', 'https<code>:</code>//x'],
    // A link begins behind an underscore as well, escaped or not.
    ['_www.x', '\\_ww<code>w</code>.x'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
  ])('prose: %s', (given, expected) => expect(markdown(given, 'prose')).toBe(expected));
  test.each([
    ['a b', '`a b`'],
    ['a`b', '<code>a\\`b</code>'],
    ['a|b', '<code>a&#124;b</code>'],
    ['', ''],
  ])('code: %s', (given, expected) => expect(markdown(given, 'code')).toBe(expected));

  needsReader('makes no link, image, mention, heading, cell or HTML of its own', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const text = markdownOf(verdictWith(name), { budget: summaryBudget });
        const page = reader?.(text) ?? '';
        const tags = [...page.matchAll(/<\/?([a-zA-Z!][a-zA-Z0-9]*)([^>]*)>/g)];
        expect(
          tags.filter(
            ([, tag = '', more]) => !ours.has(tag) || /on|href|src|style=/.test((more ?? '').replace(/class="language-mermaid"|align="[a-z]+"/g, '')),
          ),
        ).toEqual([]);
        expect(page.match(/<h3>/g)).toHaveLength(1);
        expect(page.replace(/<code>.*?<\/code>|<pre>[\s\S]*?<\/pre>/g, '')).not.toMatch(/@\w|#\d/);
      }),
      { numRuns: 100 },
    );
  });
  needsReader('reads as it was written', () => {
    for (const name of nasty) {
      const shown = unentitled((reader?.(markdown(name, 'prose')) ?? '').replace(/<[^>]+>/g, '')).trim();
      expect(shown).toBe(plain(name));
    }
  });
});

/** What `clean` makes of a name, written out here a second time, character by character. */
function plain(name: string): string {
  const visible = [...name]
    .map((letter) => (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(letter) ? `\\u{${letter.codePointAt(0)?.toString(16)}}` : letter))
    .join('');
  return visible
    .replace(/(^|\s)::/g, '$1:\\u{3a}')
    .replace('##[', '#\\u{23}[')
    .trim();
}
