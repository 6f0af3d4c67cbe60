// npm, pnpm, yarn, bun: npm_config_registry (any case) over .npmrc of project, user and machine; `@scope:registry` for one scope;
// logins as `//host/path/:_authToken`, `:_auth`, or `:username` with `:_password` (base64). `${NAME}` in .npmrc is the environment's.
// yarn berry: .yarnrc.yml npmRegistryServer and YARN_NPM_REGISTRY_SERVER; yarn itself is never run. npmrc(5)
import { dirname, join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { findProgram } from '../../io/spawn.ts';
import {
  Addresses,
  addressOf,
  basic,
  type ClientConfiguration,
  type ConfigContext,
  type Credential,
  type IndexAddress,
  netrc,
  readIni,
} from './client.ts';

const howToSet = 'no npm registry is known: set npm_config_registry, or name it under indexes: npm: in the policy';

export async function findNpm(context: ConfigContext): Promise<ClientConfiguration> {
  const found = new Addresses();
  const parts: Record<string, IndexAddress> = {};
  const credentials: Credential[] = [];
  let primary = false;
  for (const { settings, from } of [...npmSettings(context), ...yarnSettings(context)]) {
    for (const [key, value] of settings) {
      const scope = /^(@[^:]+):registry$/.exec(key)?.[1];
      if (key === 'registry' && !primary) primary = found.add(value, from);
      else if (scope !== undefined && parts[scope] === undefined) {
        const address = addressOf(value, from);
        if (address) parts[scope] = address.address;
      }
    }
    credentials.push(...logins(settings));
  }
  if (!primary) {
    const own = await npmDefault(context);
    if (own !== undefined) found.add(own.text, own.from);
  }
  return {
    addresses: found.list,
    parts,
    credentials: [...found.credentials, ...credentials, ...netrc(context)],
    ...(found.list.length === 0 ? { unknown: howToSet } : {}),
  };
}

type Settings = { settings: Map<string, string>; from: string };

/** In npm's order: environment, project, user, machine. */
function npmSettings(context: ConfigContext): Settings[] {
  const { env, home } = context;
  const variables = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    const key = /^npm_config_(.+)$/i.exec(name)?.[1];
    // npm writes dashes as underscores; a leading `//` or `@scope:` key keeps its signs
    if (key !== undefined && value) variables.set(key.startsWith('//') || key.startsWith('@') ? key : key.toLowerCase().replaceAll('_', '-'), value);
  }
  const file = (text: string | undefined, from: string): Settings[] => (text === undefined ? [] : [{ settings: expanded(npmIni(text), env), from }]);
  const user = variables.get('userconfig') ?? join(home, '.npmrc');
  const npm = findProgram('npm', env, '/nowhere');
  const prefix = variables.get('prefix') ?? env.PREFIX ?? (npm === undefined ? undefined : dirname(dirname(npm)));
  const machine = variables.get('globalconfig') ?? (prefix === undefined ? undefined : join(prefix, 'etc', 'npmrc'));
  return [
    { settings: variables, from: 'npm_config_registry' },
    ...file(context.projectFile('.npmrc'), '.npmrc of the checkout'),
    ...file(context.userFile(user), user),
    ...(machine === undefined ? [] : file(context.userFile(machine), machine)),
  ];
}

function yarnSettings(context: ConfigContext): Settings[] {
  const { env, home } = context;
  const all: Settings[] = [];
  const server = env.YARN_NPM_REGISTRY_SERVER || env.YARN_REGISTRY;
  if (server)
    all.push({ settings: new Map([['registry', server]]), from: env.YARN_NPM_REGISTRY_SERVER ? 'YARN_NPM_REGISTRY_SERVER' : 'YARN_REGISTRY' });
  const berry: [string | undefined, string][] = [
    [context.projectFile('.yarnrc.yml'), '.yarnrc.yml of the checkout'],
    [context.userFile(join(home, '.yarnrc.yml')), join(home, '.yarnrc.yml')],
  ];
  for (const [text, from] of berry) if (text !== undefined) all.push({ settings: berrySettings(text, env), from });
  return all;
}

function berrySettings(text: string, env: ConfigContext['env']): Map<string, string> {
  const settings = new Map<string, string>();
  let data: unknown;
  try {
    data = parseYaml(text, { maxAliasCount: 0 });
  } catch {
    return settings; // yarn itself will say so
  }
  const take = (value: unknown, key: string) => {
    if (typeof value === 'string') settings.set(key, value);
  };
  if (typeof data !== 'object' || data === null) return settings;
  const top = data as Record<string, unknown>;
  take(top.npmRegistryServer, 'registry');
  for (const [scope, entry] of Object.entries((top.npmScopes ?? {}) as Record<string, unknown>)) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { npmRegistryServer, npmAuthToken } = entry as Record<string, unknown>;
    take(npmRegistryServer, `@${scope}:registry`);
    if (typeof npmRegistryServer === 'string') take(npmAuthToken, `${npmRegistryServer.replace(/^https?:/, '').replace(/\/*$/, '/')}:_authToken`);
  }
  return expanded(settings, env);
}

/** npm's ini: no sections, `:` belongs to the key. */
function npmIni(text: string): Map<string, string> {
  const plain = readIni(text.replace(/^([^=\n]*:[^=\n]*)=/gm, (all, key: string) => all.replace(key, key.replaceAll(':', '\u0001'))));
  return new Map([...(plain.get('') ?? [])].map(([key, value]) => [key.replaceAll('\u0001', ':'), value.replace(/^"(.*)"$/, '$1')]));
}

function expanded(settings: Map<string, string>, env: ConfigContext['env']): Map<string, string> {
  return new Map(
    [...settings].map(([key, value]) => [
      key,
      value.replace(/\$\{([A-Za-z0-9_]+)(?:[?]|:?-([^}]*))?\}/g, (_, name: string, fallback?: string) => env[name] || fallback || ''),
    ]),
  );
}

/** Logins hold for the host and path that the key names, and nowhere else. */
function logins(settings: Map<string, string>): Credential[] {
  const found: Credential[] = [];
  for (const [key, value] of settings) {
    const parts = /^(\/\/.+?)\/?:(_authToken|_auth|_password)$/.exec(key);
    if (!parts || value === '') continue;
    const base = `https:${parts[1]}`;
    const schemes = /^https:\/\/(localhost|127\.|\[::1\])/.test(base) ? [base, base.replace(/^https/, 'http')] : [base];
    const user = settings.get(`${parts[1]}/:username`) ?? settings.get(`${parts[1]}:username`) ?? '';
    const authorization =
      parts[2] === '_authToken'
        ? `Bearer ${value}`
        : parts[2] === '_auth'
          ? `Basic ${value}`
          : basic(user, Buffer.from(value, 'base64').toString('utf8'));
    if (!/[\r\n]/.test(authorization)) for (const one of schemes) found.push({ base: one, authorization });
  }
  return found;
}

async function npmDefault(context: ConfigContext): Promise<{ text: string; from: string } | undefined> {
  for (const program of ['npm', 'pnpm']) {
    const answer = await context.ask(program, ['config', 'get', 'registry'], {
      env: { npm_config_update_notifier: 'false', npm_config_offline: 'true' },
    });
    const text = answer?.code === 0 ? /^\s*(https?:\/\/\S+)\s*$/m.exec(answer.stdout)?.[1] : undefined;
    if (text !== undefined) return { text, from: `${program}'s own default` };
  }
  return undefined;
}
