// Go: GOPROXY of the environment, of the file that `go env -w` writes (GOENV, os.UserConfigDir()/go/env), or of the installed
// go, asked with GOTOOLCHAIN=local so that it fetches no other. `,` goes on after 404 and 410 only, `|` after any failure; `direct`
// and `off` end the list. Modules that GONOPROXY or GOPRIVATE match are not the proxy's. https://go.dev/ref/mod#goproxy-protocol
import { join } from 'node:path';
import { Addresses, type ClientConfiguration, type ConfigContext, netrc } from './client.ts';

export interface GoConfiguration extends ClientConfiguration {
  /** Glob patterns of module path prefixes that are never asked of a proxy. */
  private: readonly string[];
}

export async function findGo(context: ConfigContext): Promise<GoConfiguration> {
  const { env } = context;
  const file = goEnvFile(context);
  const setting = (name: string): { value: string; from: string } | undefined => {
    if (env[name]) return { value: env[name], from: name };
    const value = file.get(name);
    return value === undefined || value === '' ? undefined : { value, from: `${name} of go/env` };
  };
  const proxy = setting('GOPROXY') ?? (await goDefault(context));
  const hidden = (setting('GONOPROXY') ?? setting('GOPRIVATE'))?.value.split(',').map((one) => one.trim()) ?? [];
  const found = new Addresses();
  let unknown = 'no Go module proxy is known: set GOPROXY, or name it under indexes: golang: in the policy';
  for (const entry of proxy?.value.split(/[,|]/) ?? []) {
    const text = entry.trim();
    if (text === 'direct' || text === 'off') {
      if (found.list.length === 0) unknown = `${proxy?.from} is ${text}: no proxy is asked`;
      break;
    }
    found.add(text, proxy!.from);
  }
  return {
    addresses: found.list,
    private: hidden.filter((one) => one !== ''),
    credentials: [...found.credentials, ...netrc(context)],
    ...(found.list.length === 0 ? { unknown } : {}),
  };
}

/** `path.Match` on as many elements of the module path as the pattern has (GOPRIVATE's rule). */
export function matchesGoPattern(pattern: string, module: string): boolean {
  const wanted = pattern.replace(/\/+$/, '').split('/');
  const elements = module.split('/');
  if (wanted.length > elements.length) return false;
  return wanted.every((glob, at) => {
    if (glob.length > 200) return false;
    const source = glob
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*+/g, '[^/]*')
      .replaceAll('?', '[^/]');
    try {
      return new RegExp(`^${source}$`).test(elements[at]!.slice(0, 200));
    } catch {
      return false;
    }
  });
}

function goEnvFile({ env, home, platform, userFile }: ConfigContext): Map<string, string> {
  const settings = new Map<string, string>();
  if (env.GOENV === 'off') return settings;
  const folder =
    platform === 'win32'
      ? (env.APPDATA ?? join(home, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : env.XDG_CONFIG_HOME || join(home, '.config');
  const text = userFile(env.GOENV || join(folder, 'go', 'env')) ?? '';
  for (const line of text.split('\n').slice(0, 1000)) {
    const cut = line.indexOf('=');
    if (cut > 0 && !line.startsWith('#')) settings.set(line.slice(0, cut).trim(), line.slice(cut + 1).trim());
  }
  return settings;
}

async function goDefault(context: ConfigContext): Promise<{ value: string; from: string } | undefined> {
  const answer = await context.ask('go', ['env', 'GOPROXY'], { env: { GOTOOLCHAIN: 'local', GOENV: 'off', GOFLAGS: '' } });
  const value = answer?.code === 0 ? answer.stdout.trim() : '';
  return value === '' ? undefined : { value, from: "go's own default" };
}
