// What the documents show: fenced blocks with the file and line that they stand on.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  /** Path of the document, relative to the repository. */
  path: string;
  /** Line of the block's first line. */
  line: number;
  language: string;
  text: string;
}

/** Every document that a user may read: README and its like, and all of docs/. */
export const documents: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.split(sep).join('/')}`)
    .sort(),
];

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

export const blocksOf = (path: string, ...languages: string[]): Block[] => {
  const text = textOf(path);
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .map((match) => ({
      path: relative(root, join(root, path)),
      line: text.slice(0, match.index).split('\n').length + 1,
      language: match[1] ?? '',
      text: match[2] ?? '',
    }))
    .filter(({ language }) => languages.includes(language));
};

export const yamlBlocks: readonly Block[] = documents.flatMap((path) => blocksOf(path, 'yaml'));
