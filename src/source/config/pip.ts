// pip: PIP_INDEX_URL and PIP_EXTRA_INDEX_URL over its configuration files (global, user, virtual environment, PIP_CONFIG_FILE;
// the later wins), sections [global] and [install]. Its own default is what `pip install --help` prints.
// https://pip.pypa.io/en/stable/topics/configuration/
import { join } from 'node:path';
import { type ConfigContext, readIni } from './client.ts';

export interface PythonIndexes {
  primary: { text: string; from: string; name?: string }[];
  extra: { text: string; from: string; name?: string }[];
  /** Indexes that are used only for packages pinned to them. */
  explicit?: { text: string; from: string; name?: string }[];
  noIndex?: string;
}

export function pipIndexes(context: ConfigContext): PythonIndexes {
  const { env } = context;
  const found: PythonIndexes = { primary: [], extra: [] };
  const set = (key: string, value: string, from: string) => {
    const words = value.split(/\s+/).filter((word) => word !== '');
    if (key === 'index-url' && words[0] !== undefined) found.primary = [{ text: words[0], from }];
    else if (key === 'extra-index-url') found.extra = words.map((text) => ({ text, from }));
    else if (key === 'no-index' && /^(1|true|yes|on)$/i.test(value)) found.noIndex = from;
  };
  for (const path of pipFiles(context)) {
    const text = context.userFile(path);
    if (text === undefined) continue;
    const sections = readIni(text);
    for (const section of ['global', 'install'])
      for (const [key, value] of sections.get(section) ?? []) set(key.replaceAll('_', '-'), value, `${path} [${section}]`);
  }
  for (const name of ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_NO_INDEX']) {
    const value = env[name];
    if (value) set(name.slice(4).toLowerCase().replaceAll('_', '-'), value, name);
  }
  return found;
}

function pipFiles({ env, home, platform }: ConfigContext): string[] {
  const file = platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const chosen = env.PIP_CONFIG_FILE;
  if (chosen === '/dev/null' || chosen === 'nul') return [];
  const files: string[] = [];
  if (platform === 'win32') {
    if (env.PROGRAMDATA) files.push(join(env.PROGRAMDATA, 'pip', file));
    files.push(join(home, 'pip', file));
    if (env.APPDATA) files.push(join(env.APPDATA, 'pip', file));
  } else {
    if (platform === 'darwin') files.push('/Library/Application Support/pip/pip.conf');
    for (const folder of (env.XDG_CONFIG_DIRS || '/etc/xdg').split(':')) if (folder.startsWith('/')) files.push(join(folder, 'pip', file));
    files.push('/etc/pip.conf', join(home, '.pip', file));
    if (platform === 'darwin') files.push(join(home, 'Library/Application Support/pip', file));
    files.push(join(env.XDG_CONFIG_HOME || join(home, '.config'), 'pip', file));
  }
  if (env.VIRTUAL_ENV) files.push(join(env.VIRTUAL_ENV, file));
  if (chosen) files.push(chosen);
  return files;
}

/** The index that an installed pip or uv would use by itself, as its help text says. */
export async function pythonDefault(context: ConfigContext): Promise<{ text: string; from: string } | undefined> {
  const env = { PIP_CONFIG_FILE: context.platform === 'win32' ? 'nul' : '/dev/null', PIP_DISABLE_PIP_VERSION_CHECK: '1', UV_NO_CONFIG: '1' };
  const ways: [string, string[], RegExp][] = [
    ['uv', ['pip', 'install', '--help'], /--default-index\b[\s\S]{0,400}?default:?\s*<?(https?:\/\/[^\s>)\]]+)/],
    ['pip', ['install', '--help'], /--index-url\b[\s\S]{0,400}?default:?\s*<?(https?:\/\/[^\s>)\]]+)/],
    ['pip3', ['install', '--help'], /--index-url\b[\s\S]{0,400}?default:?\s*<?(https?:\/\/[^\s>)\]]+)/],
    ['python3', ['-I', '-m', 'pip', 'install', '--help'], /--index-url\b[\s\S]{0,400}?default:?\s*<?(https?:\/\/[^\s>)\]]+)/],
  ];
  for (const [program, args, pattern] of ways) {
    const answer = await context.ask(program, args, { env });
    const text = answer?.code === 0 ? pattern.exec(answer.stdout)?.[1] : undefined;
    if (text !== undefined) return { text, from: `${program}'s own default` };
  }
  return undefined;
}
