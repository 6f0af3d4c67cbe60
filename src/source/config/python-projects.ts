// Indexes that other Python clients keep in the project itself: [[tool.poetry.source]] and [[tool.pdm.source]] of pyproject.toml, [[source]] of a
// Pipfile. Each counts for what the lock says came from it and for nothing else, since which index such a client asks for which name is its own affair.
// https://python-poetry.org/docs/repositories, https://pdm-project.org/latest/usage/config, https://pipenv.pypa.io/en/latest/indexes.html
import type { ConfigContext } from './client.ts';
import { arrayOf, isTable, tomlOf } from './toml.ts';

export function projectSources({ projectFile }: ConfigContext): { text: string; from: string; name?: string }[] {
  const pyproject = tomlOf(projectFile('pyproject.toml'));
  const tool = isTable(pyproject?.tool) ? pyproject.tool : {};
  const pipfile = tomlOf(projectFile('Pipfile'));
  return [
    ...sourcesOf(isTable(tool.poetry) ? tool.poetry.source : undefined, 'pyproject.toml of the checkout'),
    ...sourcesOf(isTable(tool.pdm) ? tool.pdm.source : undefined, 'pyproject.toml of the checkout'),
    // The first is the main index, as every Pipfile spells it out: there the machine's own configuration stands, a mirror for example.
    ...sourcesOf(arrayOf(pipfile?.source).slice(1), 'Pipfile of the checkout'),
  ];
}

/** A source of Poetry without an address is the client's own index; an address with a variable is known only where the client runs. */
function sourcesOf(list: unknown, from: string): { text: string; from: string; name?: string }[] {
  return arrayOf(list).flatMap((source) =>
    isTable(source) && typeof source.url === 'string' && !source.url.includes('$')
      ? [{ text: source.url, from, ...(typeof source.name === 'string' ? { name: source.name } : {}) }]
      : [],
  );
}
