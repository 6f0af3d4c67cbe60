// Composer: `repositories` of the type composer in config.json of the user and composer.json of the project, the default's name with `false`
// takes the default away; logins in auth.json (http-basic, bearer); else what `composer config --global repositories` prints.
// https://getcomposer.org/doc/05-repositories.md
import { join } from 'node:path';
import { Addresses, basic, type ClientConfiguration, type ConfigContext, type Credential } from './client.ts';

/** What Composer calls its default repository, with and without its top-level domain. */
const isDefault = /^packagist(\.org)?$/;
const howToSet = 'no Composer repository is known: name it in ~/.composer/config.json, or under indexes: composer: in the policy';

export async function findComposer(context: ConfigContext): Promise<ClientConfiguration> {
  const { env, home } = context;
  const folder = env.COMPOSER_HOME || join(env.XDG_CONFIG_HOME || join(home, '.config'), 'composer');
  const found = new Addresses();
  let withDefault = true;
  const files: [string | undefined, string][] = [
    [context.projectFile('composer.json'), 'composer.json of the checkout'],
    [context.userFile(join(folder, 'config.json')) ?? context.userFile(join(home, '.composer', 'config.json')), 'config.json of Composer'],
  ];
  for (const [text, from] of files) {
    for (const [name, one] of entries(at(jsonOf(text), 'repositories'))) {
      if (isDefault.test(name) && one === false) withDefault = false;
      if (entries(one).some(([key, value]) => isDefault.test(key) && value === false)) withDefault = false;
      const url = at(one, 'url');
      if (at(one, 'type') === 'composer' && typeof url === 'string') found.add(url, from);
    }
  }
  if (withDefault) {
    const answer = await context.ask('composer', ['config', '--global', '--no-plugins', 'repositories'], {
      env: { COMPOSER_HOME: 'home', COMPOSER_NO_INTERACTION: '1', COMPOSER_ALLOW_SUPERUSER: '1' },
    });
    for (const [, one] of entries(jsonOf(answer?.code === 0 ? answer.stdout : undefined))) {
      const url = at(one, 'url');
      if (at(one, 'type') === 'composer' && typeof url === 'string') found.add(url.replace(/^https\?:/, 'https:'), "composer's own default");
    }
  }
  const auth = jsonOf(env.COMPOSER_AUTH ?? context.userFile(join(folder, 'auth.json')) ?? context.userFile(join(home, '.composer', 'auth.json')));
  return { addresses: found.list, credentials: [...found.credentials, ...logins(auth)], ...(found.list.length === 0 ? { unknown: howToSet } : {}) };
}

function logins(auth: unknown): Credential[] {
  const plain = (host: string) => /^[A-Za-z0-9.:-]+$/.test(host);
  const basics = entries(at(auth, 'http-basic')).flatMap(([host, one]) =>
    plain(host) ? [{ base: `https://${host}`, authorization: basic(String(at(one, 'username')), String(at(one, 'password'))) }] : [],
  );
  const bearers = entries(at(auth, 'bearer')).flatMap(([host, token]) =>
    plain(host) && typeof token === 'string' && !/[\r\n]/.test(token) ? [{ base: `https://${host}`, authorization: `Bearer ${token}` }] : [],
  );
  return [...basics, ...bearers];
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
const entries = (value: unknown): [string, unknown][] => (typeof value === 'object' && value !== null ? Object.entries(value).slice(0, 1000) : []);
function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
