// Cargo: [source.crates-io] replace-with, [registries] and logins in config.toml and credentials.toml of $CARGO_HOME, of the
// project .cargo/config.toml; CARGO_REGISTRIES_<NAME>_INDEX and _TOKEN. Only sparse registries can be asked (RFC 2789); the git ones
// would need a clone. https://doc.rust-lang.org/cargo/reference/config.html, source-replacement.html
import { join } from 'node:path';
import { Addresses, addressOf, type ClientConfiguration, type ConfigContext, type Credential, type IndexAddress } from './client.ts';
import { tomlOf } from './toml.ts';

const howToSet =
  'no Cargo registry is known: set [source.crates-io] replace-with in config.toml, install cargo, or name it under indexes: cargo: in the policy';

interface Registry {
  index: string;
  from: string;
}

export async function findCargo(context: ConfigContext): Promise<ClientConfiguration> {
  const { env } = context;
  const home = env.CARGO_HOME || join(context.home, '.cargo');
  const files: [string | undefined, string][] = [
    [context.projectFile('.cargo/config.toml') ?? context.projectFile('.cargo/config'), '.cargo/config.toml of the checkout'],
    [context.userFile(join(home, 'config.toml')) ?? context.userFile(join(home, 'config')), join(home, 'config.toml')],
  ];
  const registries = new Map<string, Registry>();
  const sources = new Map<string, { replaceWith?: string; registry?: string; from: string }>();
  for (const [text, from] of files) {
    const data = tomlOf(text);
    for (const [name, table] of tables(data, 'registries'))
      if (typeof table.index === 'string' && !registries.has(name)) registries.set(name, { index: table.index, from });
    for (const [name, table] of tables(data, 'source')) {
      if (sources.has(name)) continue;
      sources.set(name, {
        from,
        ...(typeof table['replace-with'] === 'string' ? { replaceWith: table['replace-with'] } : {}),
        ...(typeof table.registry === 'string' ? { registry: table.registry } : {}),
      });
    }
  }
  for (const [name, value] of Object.entries(env)) {
    const registry = /^CARGO_REGISTRIES_(.+)_INDEX$/.exec(name)?.[1];
    if (registry !== undefined && value) registries.set(registry.toLowerCase().replaceAll('_', '-'), { index: value, from: name });
  }

  const found = new Addresses();
  let unsparse: string | undefined;
  const add = (index: string, from: string) => {
    if (index.startsWith('sparse+')) found.add(index, from);
    else unsparse ??= `${from} names a registry that is not sparse: it cannot be asked without cloning its index`;
  };
  const main = replaced(sources, registries);
  if (main !== undefined) add(main.index, main.from);
  else {
    const own = await cargoDefault(context);
    if (own !== undefined) add(own.text, own.from);
  }
  const parts: Record<string, IndexAddress> = {};
  for (const [name, { index, from }] of registries) {
    const address = index.startsWith('sparse+') ? addressOf(index, from, name) : undefined;
    if (address) parts[name] = address.address;
  }
  return {
    addresses: found.list,
    parts,
    credentials: [...found.credentials, ...tokens(context, home, parts)],
    ...(found.list.length === 0 ? { unknown: unsparse ?? howToSet } : {}),
  };
}

/** Follows replace-with; a source may name a registry of [registries] as well. */
function replaced(
  sources: ReadonlyMap<string, { replaceWith?: string; registry?: string; from: string }>,
  registries: ReadonlyMap<string, Registry>,
): Registry | undefined {
  let name = sources.get('crates-io')?.replaceWith;
  for (let hop = 0; name !== undefined && hop < 10; hop++) {
    const source = sources.get(name);
    if (source?.replaceWith !== undefined) name = source.replaceWith;
    else if (source?.registry !== undefined) return { index: source.registry, from: source.from };
    else return registries.get(name);
  }
  return undefined;
}

/**
 * The registry that an installed cargo asks by itself. It has no command that prints it, so it is made to want one crate behind a
 * proxy that is not there: it names the address in its message and reaches nobody.
 */
async function cargoDefault(context: ConfigContext): Promise<{ text: string; from: string } | undefined> {
  const manifest = '[package]\nname = "asked"\nversion = "0.0.0"\nedition = "2018"\n[dependencies]\nlibc = "0.2"\n';
  const nowhere = 'http://127.0.0.1:9';
  const answer = await context.ask('cargo', ['fetch'], {
    files: { 'Cargo.toml': manifest, 'src/lib.rs': '' },
    env: {
      CARGO_HOME: 'home',
      CARGO_HTTP_PROXY: nowhere,
      HTTPS_PROXY: nowhere,
      https_proxy: nowhere,
      CARGO_NET_RETRY: '0',
      CARGO_TERM_COLOR: 'never',
    },
  });
  const base = answer === undefined ? undefined : /`(https:\/\/[^`\s]+?)\/?config\.json`/.exec(answer.stderr)?.[1];
  return base === undefined ? undefined : { text: `sparse+${base}/`, from: "cargo's own default" };
}

function tokens({ env, userFile }: ConfigContext, home: string, parts: Readonly<Record<string, IndexAddress>>): Credential[] {
  const stored = tomlOf(userFile(join(home, 'credentials.toml')) ?? userFile(join(home, 'credentials')) ?? '');
  const byName = new Map(tables(stored, 'registries').map(([name, table]) => [name, table.token]));
  return Object.entries(parts).flatMap(([name, address]) => {
    const token = env[`CARGO_REGISTRIES_${name.toUpperCase().replaceAll('-', '_')}_TOKEN`] ?? byName.get(name);
    return typeof token === 'string' && token !== '' && !/[\r\n]/.test(token) ? [{ base: new URL(address.url).origin, authorization: token }] : [];
  });
}

function tables(data: Record<string, unknown> | undefined, key: string): [string, Record<string, unknown>][] {
  const outer = data?.[key];
  if (typeof outer !== 'object' || outer === null) return [];
  return Object.entries(outer as Record<string, unknown>).filter(
    (pair): pair is [string, Record<string, unknown>] => typeof pair[1] === 'object' && pair[1] !== null,
  );
}
