// uv: UV_DEFAULT_INDEX (before: UV_INDEX_URL), UV_INDEX (`name=url`, separated by spaces; before: UV_EXTRA_INDEX_URL), logins in
// UV_INDEX_<NAME>_USERNAME and _PASSWORD; uv.toml of the user and the machine; of the project uv.toml, or pyproject.toml's [tool.uv].
// https://docs.astral.sh is uv's own reference for these names; [[index]] holds name, url, default, explicit.
import { join } from 'node:path';
import { addressOf, basic, type ConfigContext, type Credential } from './client.ts';
import type { PythonIndexes } from './pip.ts';
import { arrayOf, isTable, type Table, tomlOf } from './toml.ts';

export function uvIndexes(context: ConfigContext): PythonIndexes & { credentials: Credential[] } {
  const { env, home, platform } = context;
  const found: PythonIndexes & { explicit: NonNullable<PythonIndexes['explicit']> } = { primary: [], extra: [], explicit: [] };
  const words = (name: string) => (env[name] ?? '').split(/\s+/).filter((word) => word !== '');
  for (const name of ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'])
    if (found.primary.length === 0)
      found.primary.push(
        ...words(name)
          .slice(0, 1)
          .map((text) => named(text, name)),
      );
  for (const name of ['UV_INDEX', 'UV_EXTRA_INDEX_URL']) found.extra.push(...words(name).map((text) => named(text, name)));

  const take = (text: string | undefined, from: string, table: (data: Table) => unknown) => {
    const data = tomlOf(text);
    const settings = data === undefined ? undefined : table(data);
    if (!isTable(settings)) return;
    const url = settings['index-url'];
    if (typeof url === 'string' && found.primary.length === 0) found.primary.push({ text: url, from });
    for (const extra of arrayOf(settings['extra-index-url'])) if (typeof extra === 'string') found.extra.push({ text: extra, from });
    for (const index of arrayOf(settings.index)) {
      if (!isTable(index) || typeof index.url !== 'string') continue;
      const entry = { text: index.url, from, ...(typeof index.name === 'string' ? { name: index.name } : {}) };
      if (index.default === true) {
        if (found.primary.length === 0) found.primary.push(entry);
      } else if (index.explicit === true) found.explicit.push(entry);
      else found.extra.push(entry);
    }
  };
  if (env.UV_NO_CONFIG !== '1') {
    if (env.UV_CONFIG_FILE) take(context.userFile(env.UV_CONFIG_FILE), env.UV_CONFIG_FILE, (data) => data);
    const project = context.projectFile('uv.toml');
    if (project !== undefined) take(project, 'uv.toml of the checkout', (data) => data);
    else take(context.projectFile('pyproject.toml'), 'pyproject.toml of the checkout', (data) => isTable(data.tool) && data.tool.uv);
    const user =
      platform === 'win32' ? join(env.APPDATA ?? home, 'uv', 'uv.toml') : join(env.XDG_CONFIG_HOME || join(home, '.config'), 'uv', 'uv.toml');
    for (const path of [user, '/etc/uv/uv.toml']) take(context.userFile(path), path, (data) => data);
  }
  return { ...found, credentials: logins(context, [...found.primary, ...found.extra, ...found.explicit]) };
}

function named(text: string, from: string): { text: string; from: string; name?: string } {
  const parts = /^([A-Za-z0-9_.-]+)=(.+)$/.exec(text);
  return parts ? { name: parts[1]!, text: parts[2]!, from } : { text, from };
}

function logins({ env }: ConfigContext, indexes: readonly { text: string; name?: string }[]): Credential[] {
  return indexes.flatMap(({ text, name }) => {
    const prefix = name === undefined ? undefined : `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
    const address = addressOf(text, '')?.address;
    if (prefix === undefined || address === undefined) return [];
    const user = env[`${prefix}_USERNAME`];
    const password = env[`${prefix}_PASSWORD`];
    if (!user && !password) return [];
    return [{ base: new URL(address.url).origin, authorization: basic(user ?? '', password ?? '') }];
  });
}
