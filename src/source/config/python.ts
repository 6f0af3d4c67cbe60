// The Python package indexes of this machine and project: what pip and uv are configured to ask, and, where neither names a main index, what
// the installed client would ask by itself.
import { Addresses, type ClientConfiguration, type ConfigContext, type IndexAddress, netrc } from './client.ts';
import { pipIndexes, pythonDefault } from './pip.ts';
import { projectSources } from './python-projects.ts';
import { uvIndexes } from './uv.ts';

const howToSet = 'no Python package index is known: set PIP_INDEX_URL or UV_DEFAULT_INDEX, or name it under indexes: pypi: in the policy';

export async function findPython(context: ConfigContext): Promise<ClientConfiguration> {
  const pip = pipIndexes(context);
  const uv = uvIndexes(context);
  const found = new Addresses();
  for (const index of [...pip.primary, ...uv.primary]) found.add(index.text, index.from, index.name);
  if (pip.noIndex !== undefined && found.list.length === 0)
    return { addresses: [], credentials: [], unknown: `${pip.noIndex} says that no index is to be used` };
  if (found.list.length === 0) {
    const own = await pythonDefault(context);
    if (own !== undefined) found.add(own.text, own.from);
  }
  for (const index of [...uv.extra, ...pip.extra]) found.add(index.text, index.from, index.name);
  const explicit = new Addresses();
  for (const index of [...(uv.explicit ?? []), ...projectSources(context)]) explicit.add(index.text, index.from, index.name);
  const parts: Record<string, IndexAddress> = {};
  for (const one of explicit.list) parts[one.url] = one;
  return {
    addresses: found.list,
    parts,
    credentials: [...found.credentials, ...explicit.credentials, ...uv.credentials, ...netrc(context)],
    ...(found.list.length === 0 ? { unknown: howToSet } : {}),
  };
}
