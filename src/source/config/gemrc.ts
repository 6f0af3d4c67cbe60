// RubyGems: `:sources:` of ~/.gemrc and GEMRC; Bundler's mirrors (BUNDLE_MIRROR__…, ~/.bundle/config) and logins
// (BUNDLE_HOST__NAME=user:password, dots as two underscores); else what `gem sources` prints. Gemfiles are code and are not read.
import { join } from 'node:path';
import { parse } from 'yaml';
import { Addresses, basic, type ClientConfiguration, type ConfigContext, type Credential, netrc } from './client.ts';

const howToSet = 'no gem server is known: name it under :sources: in ~/.gemrc, or under indexes: gem: in the policy';

export async function findGems(context: ConfigContext): Promise<ClientConfiguration> {
  const { env, home } = context;
  const found = new Addresses();
  const bundler = { ...stringsOf(context.userFile(join(home, '.bundle', 'config'))), ...stringsOf(context.projectFile('.bundle/config')), ...env };
  for (const [name, value] of Object.entries(bundler))
    if (/^BUNDLE_MIRROR__ALL\/?$|^BUNDLE_MIRROR__HTTPS?:/i.test(name)) found.add(value, name.replace(/:\/\/.*/, ''));
  for (const path of [join(home, '.gemrc'), ...(env.GEMRC ?? '').split(/[:;]/)]) {
    const sources = path === '' ? undefined : dataOf(context.userFile(path))?.[':sources'];
    const list: unknown = sources ?? dataOf(path === '' ? undefined : context.userFile(path))?.sources;
    if (Array.isArray(list)) for (const one of list.slice(0, 100)) if (typeof one === 'string') found.add(one, path);
  }
  if (found.list.length === 0) {
    const answer = await context.ask('gem', ['sources', '--list', '--norc']);
    for (const line of answer?.code === 0 ? answer.stdout.split('\n') : []) if (/^https?:\/\//.test(line)) found.add(line, "gem's own default");
  }
  return {
    addresses: found.list,
    credentials: [...found.credentials, ...logins(bundler), ...netrc(context)],
    ...(found.list.length === 0 ? { unknown: howToSet } : {}),
  };
}

/** Bundler writes the host of a login as a variable: gems.corp.example is BUNDLE_GEMS__CORP__EXAMPLE, a dash is three underscores. */
function logins(settings: Readonly<Record<string, string | undefined>>): Credential[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const host = /^BUNDLE_([A-Z0-9_]+__[A-Z0-9_]+)$/.exec(name)?.[1]?.replaceAll('___', '-').replaceAll('__', '.').toLowerCase();
    const parts = /^([^:]*):(.+)$/.exec(value ?? '');
    return host === undefined || !/^[a-z0-9.-]+$/.test(host) || parts === null
      ? []
      : [{ base: `https://${host}`, authorization: basic(parts[1]!, parts[2]!) }];
  });
}

function dataOf(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const data: unknown = text === undefined ? undefined : parse(text, { maxAliasCount: 0 });
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // the client itself will say so
  }
}
const stringsOf = (text: string | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(dataOf(text) ?? {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
