// conda, mamba, pixi: channels from CONDA_CHANNELS and .condarc (user, machine, the active environment; .mambarc is the same). A channel is
// an address, or a name below `custom_channels` or `channel_alias`; `defaults` stands for `default_channels`. pixi's own: `channels` of
// pixi.toml and `default-channels` of its config.toml, by address. Else what `conda config --show` prints, where conda keeps its defaults.
// A token inside an address (`/t/TOKEN/`) is taken out: it could not be kept from being printed, so such a channel is asked without it.
// https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/use-condarc.html
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { Addresses, type ClientConfiguration, type ConfigContext, netrc } from './client.ts';

const howToSet = 'no conda channel is known: set channel_alias or channels in ~/.condarc, or name the channel under indexes: conda: in the policy';

const address = z.string().max(4096);
/** A channel as .condarc writes it, or as conda prints it: in parts. */
const channel = z.union([
  address,
  z
    .object({ scheme: z.string().max(20).nullish(), location: address.nullish(), name: address.nullish() })
    .transform(({ scheme, location, name }) => (scheme && location ? [`${scheme}://${location}`, name].filter(Boolean).join('/') : '')),
]);
const channels = z.array(channel).max(200).optional().catch(undefined);
const settings = z.object({
  channels,
  default_channels: channels,
  channel_alias: channel.optional().catch(undefined),
  custom_channels: z.record(z.string().max(300), channel).optional().catch(undefined),
});
type Settings = z.infer<typeof settings> & { from: string };

export async function findConda(context: ConfigContext): Promise<ClientConfiguration> {
  const { env } = context;
  const known: Settings[] = [
    {
      from: 'CONDA_CHANNELS',
      ...(env.CONDA_CHANNELS ? { channels: env.CONDA_CHANNELS.split(',').slice(0, 200) } : {}),
      ...(env.CONDA_CHANNEL_ALIAS ? { channel_alias: env.CONDA_CHANNEL_ALIAS } : {}),
      ...(env.CONDA_DEFAULT_CHANNELS ? { default_channels: env.CONDA_DEFAULT_CHANNELS.split(',').slice(0, 200) } : {}),
    },
    ...files(context),
    ...pixi(context),
  ];
  if (!known.some((one) => one.channels?.some(isUrl) || one.channel_alias || one.custom_channels || one.default_channels))
    known.push(...(await own(context)));
  const found = new Addresses();
  const places: Record<string, NonNullable<ClientConfiguration['parts']>[string]> = {};
  const alias = known.find((one) => one.channel_alias);
  const below = new Addresses();
  if (alias) below.add(withoutToken(alias.channel_alias!), alias.from);
  for (const one of known) for (const base of Object.values(one.custom_channels ?? {})) below.add(withoutToken(base), one.from);
  for (const one of known)
    for (const name of one.channels ?? []) for (const url of urlsOf(name.trim(), known)) found.add(withoutToken(url), one.from);
  for (const one of below.list) places[one.url] = one;
  const none = found.list.length === 0 && below.list.length === 0;
  return {
    addresses: found.list,
    parts: places,
    credentials: [...found.credentials, ...below.credentials, ...netrc(context)],
    ...(none ? { unknown: howToSet } : {}),
  };
}

const isUrl = (text: string): boolean => /^https?:\/\//.test(text);

/** conda joins a custom channel's location and its name; the first setting that says anything of a name holds. */
function urlsOf(name: string, known: readonly Settings[]): string[] {
  if (isUrl(name)) return [name];
  if (name === '' || !/^[\w.-]+(\/[\w.-]+)*$/.test(name)) return [];
  if (name === 'defaults') {
    const listed = known.find((one) => one.default_channels)?.default_channels ?? [];
    return listed.filter((one) => one !== 'defaults').flatMap((one) => urlsOf(one, known));
  }
  for (const { custom_channels: custom } of known) {
    const base = custom !== undefined && Object.hasOwn(custom, name) ? custom[name]!.replace(/\/+$/, '') : undefined;
    if (base !== undefined) return [base.endsWith(`/${name}`) ? base : `${base}/${name}`];
  }
  const alias = known.find((one) => one.channel_alias)?.channel_alias;
  return alias === undefined ? [] : [`${alias.replace(/\/+$/, '')}/${name}`];
}

/** `https://host/t/TOKEN/channel` without the token. */
export const withoutToken = (url: string): string => url.replace(/^(https?:\/\/[^/]+)\/t\/[^/]+/, '$1');

/** In conda's order, the strongest first. */
function files({ env, home, userFile }: ConfigContext): Settings[] {
  const roots = [env.CONDA_PREFIX, env.MAMBA_ROOT_PREFIX, env.CONDA_ROOT, env.CONDA].filter((one) => one !== undefined && one !== '');
  const paths = [
    ...(env.CONDARC ? [env.CONDARC] : []),
    ...(env.MAMBARC ? [env.MAMBARC] : []),
    ...roots.map((root) => join(root!, '.condarc')),
    join(home, '.condarc'),
    join(home, '.mambarc'),
    join(home, '.conda', '.condarc'),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'conda', '.condarc'),
    '/etc/conda/.condarc',
    '/var/lib/conda/.condarc',
  ];
  return paths.flatMap((path) => {
    const text = userFile(path);
    return text === undefined ? [] : [{ ...read(() => parseYaml(expanded(text, env), { maxAliasCount: 0 })), from: path }];
  });
}

/** Channels that pixi is given by address; a name would need an alias that pixi keeps to itself. */
function pixi({ env, home, userFile, projectFile }: ConfigContext): Settings[] {
  const toml = (text: string | undefined): Record<string, unknown> => {
    if (text === undefined) return {};
    try {
      return parseToml(text);
    } catch {
      return {}; // pixi itself will say so
    }
  };
  const at = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  const listed = (value: unknown, from: string): Settings => ({ from, ...settings.catch({}).parse({ channels: value }) });
  const manifest = toml(projectFile('pixi.toml'));
  const python = at(at(toml(projectFile('pyproject.toml')), 'tool'), 'pixi');
  const user = join(env.PIXI_HOME || join(home, '.pixi'), 'config.toml');
  return [
    ...[manifest, python].flatMap((one) =>
      ['workspace', 'project'].map((table) => listed(at(at(one, table), 'channels'), 'the pixi manifest of the checkout')),
    ),
    listed(at(toml(userFile(user)), 'default-channels'), user),
  ];
}

async function own(context: ConfigContext): Promise<Settings[]> {
  for (const program of ['conda', 'mamba']) {
    const answer = await context.ask(program, ['config', '--show', 'channels', 'default_channels', 'channel_alias', 'custom_channels', '--json'], {
      env: { CONDA_OFFLINE: 'true', CONDA_NOTIFY_OUTDATED_CONDA: 'false', CONDA_NO_PLUGINS: 'true' },
    });
    if (answer?.code === 0) return [{ ...read(() => JSON.parse(answer.stdout)), from: `${program}'s own default` }];
  }
  return [];
}

function read(parse: () => unknown): z.infer<typeof settings> {
  try {
    return settings.catch({}).parse(parse());
  } catch {
    return {}; // conda itself will say so
  }
}

/** conda expands `$NAME` and `${NAME}` in its files. */
const expanded = (text: string, env: ConfigContext['env']): string =>
  text.replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (all, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? all);
