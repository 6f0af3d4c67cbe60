// A link inside the repository leads to a file that is there, and to a heading of it.
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents, root, textOf } from './blocks.ts';

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** As GitHub makes them: small letters, spaces to hyphens, all but letters, digits, hyphens and underscores dropped. */
const anchorsOf = (path: string): string[] =>
  [...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

const links = documents.flatMap((path) =>
  [...withoutCode(textOf(path)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => ({ path, target })),
);

test('links lead somewhere', () => {
  const broken = links.filter(({ path, target }) => {
    const [file = '', anchor] = target.split('#');
    const to = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, to))) return true;
    return anchor !== undefined && statSync(join(root, to)).isFile() && !anchorsOf(to).includes(anchor);
  });
  expect(links.length).toBeGreaterThan(50);
  expect(broken).toEqual([]);
});

test('every document can be reached from README or the page above it', () => {
  const reached = new Set(links.map(({ path, target }) => join(dirname(path), target.split('#')[0] ?? '')));
  const folders = new Set([...reached].map((path) => path.replace(/\/$/, '')));
  const lost = documents.filter((path) => path.startsWith('docs/') && !reached.has(path) && !folders.has(dirname(path)));
  expect(lost).toEqual([]);
});
