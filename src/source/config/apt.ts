// apt: one-line *.list and deb822 *.sources below /etc/apt (sources.list(5)). Archives are mostly named by http, their bytes being
// signed; here they are asked by https on the same host, since the signatures are not checked again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Addresses, basic, type ClientConfiguration, type ConfigContext, type Credential } from './client.ts';

export interface AptSource {
  url: string;
  suite: string;
  components: readonly string[];
}
export interface AptConfiguration extends ClientConfiguration {
  sources: readonly AptSource[];
}

const howToSet =
  'no Debian archive is known: this machine has no apt sources; name it under indexes: deb: in the policy, as "URL SUITE COMPONENT..."';

export async function findApt(context: ConfigContext): Promise<AptConfiguration> {
  const folder = context.env.APT_CONFIG_DIR || '/etc/apt';
  const files = [join(folder, 'sources.list'), ...list(join(folder, 'sources.list.d')).map((name) => join(folder, 'sources.list.d', name))];
  const found = new Addresses();
  const sources: AptSource[] = [];
  for (const path of files) {
    const text = context.userFile(path);
    if (text === undefined) continue;
    for (const source of path.endsWith('.sources') ? readDeb822Sources(text) : path.endsWith('.list') ? readListSources(text) : []) {
      const url = secure(source.url);
      if (url !== undefined && found.add(url, path)) sources.push({ ...source, url: new URL(url).href.replace(/\/+$/, '') });
    }
  }
  return {
    addresses: found.list,
    sources: sources.map((source) => ({ ...source, url: withoutLogin(source.url) })),
    credentials: [...found.credentials, ...authConf(context, folder)],
    ...(found.list.length === 0 ? { unknown: howToSet } : {}),
  };
}

/** `deb [options] URI SUITE COMPONENT...`; deb-src lines name the same archives. */
export function readListSources(text: string): AptSource[] {
  return text
    .split('\n')
    .slice(0, 5000)
    .flatMap((line) => {
      const parts = /^\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
      return parts ? [{ url: parts[1]!, suite: parts[2]!, components: words(parts[3]!) }] : [];
    });
}

export function readDeb822Sources(text: string): AptSource[] {
  return text
    .split(/\n\s*\n/)
    .slice(0, 1000)
    .flatMap((paragraph) => {
      const fields = readFields(paragraph);
      if (/^no$/i.test(fields.get('enabled') ?? '')) return [];
      const components = words(fields.get('components') ?? '');
      return words(fields.get('uris') ?? '').flatMap((url) => words(fields.get('suites') ?? '').map((suite) => ({ url, suite, components })));
    });
}

/** One paragraph of deb822(5): `Name: value`, continuation lines begin with a blank, comments with #. Names in small letters. */
export function readFields(paragraph: string): Map<string, string> {
  const fields = new Map<string, string>();
  let name: string | undefined;
  for (const line of paragraph.split('\n')) {
    if (line.startsWith('#')) continue;
    if (/^[ \t]/.test(line) && name !== undefined) fields.set(name, `${fields.get(name)}\n${line.trim()}`);
    else {
      const cut = line.indexOf(':');
      if (cut <= 0) continue;
      name = line.slice(0, cut).trim().toLowerCase();
      fields.set(name, line.slice(cut + 1).trim());
    }
  }
  return fields;
}

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

function secure(text: string): string | undefined {
  if (!/^https?:\/\//.test(text)) return undefined; // cdrom:, file:, mirror+..., tor+...
  return /^http:\/\/(localhost|127\.|\[::1\])/.test(text) ? text : text.replace(/^http:/, 'https:');
}

function withoutLogin(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}

/** apt_auth.conf(5): netrc's words, a machine may hold a path. */
function authConf(context: ConfigContext, folder: string): Credential[] {
  const files = [join(folder, 'auth.conf'), ...list(join(folder, 'auth.conf.d')).map((name) => join(folder, 'auth.conf.d', name))];
  return files.flatMap((path) =>
    [...(context.userFile(path) ?? '').matchAll(/machine\s+(\S+)\s+login\s+(\S+)\s+password\s+(\S+)/g)].flatMap((one) => {
      const base = one[1]!.includes('://') ? one[1]! : `https://${one[1]}`;
      return base.startsWith('https://') ? [{ base, authorization: basic(one[2]!, one[3]!) }] : [];
    }),
  );
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort().slice(0, 500);
  } catch {
    return [];
  }
}
