// NuGet: <packageSources> of NuGet.Config of the user, the machine and the project (`<clear/>` takes away what came before),
// logins in <packageSourceCredentials> with ClearTextPassword; else what `dotnet nuget list source` prints. Only v3 (…/index.json)
// can be asked. https://learn.microsoft.com/nuget/reference/nuget-config-file
import { join } from 'node:path';
import { readXml } from '../xml.ts';
import { Addresses, addressOf, basic, type ClientConfiguration, type ConfigContext, type Credential } from './client.ts';

const howToSet = 'no NuGet source is known: name it in NuGet.Config, or under indexes: nuget: in the policy';

export async function findNuget(context: ConfigContext): Promise<ClientConfiguration> {
  const { env, home } = context;
  const user = context.platform === 'win32' ? join(env.APPDATA ?? home, 'NuGet', 'NuGet.Config') : join(home, '.nuget', 'NuGet', 'NuGet.Config');
  const files: [string | undefined, string][] = [
    [context.userFile(user), user],
    [
      (['nuget.config', 'NuGet.config', 'NuGet.Config'] as const).map((name) => context.projectFile(name)).find((text) => text !== undefined),
      'NuGet.Config of the checkout',
    ],
  ];
  let sources = new Map<string, { url: string; from: string }>();
  const credentials: Credential[] = [];
  for (const [text, from] of files) {
    const config = text === undefined ? undefined : readXml(text);
    for (const one of config?.all('packageSources')[0]?.children ?? []) {
      const { key, value } = one.attributes;
      if (one.name === 'clear') sources = new Map();
      else if (one.name === 'add' && key !== undefined && value !== undefined) sources.set(key, { url: value, from });
    }
    for (const login of config?.all('packageSourceCredentials')[0]?.children ?? []) {
      const values: Record<string, string | undefined> = Object.fromEntries(
        login.all('add').map((one) => [one.attributes.key, one.attributes.value]),
      );
      const base = addressOf(sources.get(login.name.replace(/_x0020_/g, ' '))?.url ?? '', from)?.address.url;
      const password = values.ClearTextPassword?.replace(/%([A-Za-z0-9_]+)%/g, (_, name: string) => env[name] ?? '');
      if (base !== undefined && password) credentials.push({ base: new URL(base).origin, authorization: basic(values.Username ?? '', password) });
    }
  }
  const found = new Addresses();
  for (const { url, from } of sources.values()) if (/\.json$/.test(url)) found.add(url, from);
  if (found.list.length === 0) {
    const answer = await context.ask('dotnet', ['nuget', 'list', 'source', '--format', 'Short'], {
      env: { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1', DOTNET_CLI_HOME: '.' },
    });
    for (const one of (answer?.code === 0 ? answer.stdout : '').matchAll(/^E\s+(https:\S+\.json)\s*$/gm)) found.add(one[1], "dotnet's own default");
  }
  return { addresses: found.list, credentials: [...found.credentials, ...credentials], ...(found.list.length === 0 ? { unknown: howToSet } : {}) };
}
