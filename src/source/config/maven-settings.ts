// Maven: mirrors and the repositories of active profiles in settings.xml (the user's over the installation's), logins in
// <servers>; without any, the repository that every POM inherits: the super-POM inside maven-model-builder*.jar. Passwords that
// Maven encrypted (`{...}`) are left alone. https://maven.apache.org/settings.html
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromBuffer } from 'yauzl';
import { findProgram } from '../../io/spawn.ts';
import { readXml } from '../xml.ts';
import { Addresses, addressOf, basic, type ClientConfiguration, type ConfigContext, type Credential } from './client.ts';

const howToSet = 'no Maven repository is known: name a mirror in ~/.m2/settings.xml, or the repository under indexes: maven: in the policy';

export async function findMaven(context: ConfigContext): Promise<ClientConfiguration> {
  const settings = settingsFiles(context).flatMap((path) => {
    const text = context.userFile(path);
    const root = text === undefined ? undefined : readXml(text);
    return root?.name === 'settings' ? [{ path, root }] : [];
  });
  const servers = settings.flatMap(({ root }) => root.all('servers/server'));
  const found = new Addresses();
  const credentials: Credential[] = [];
  const add = (url: string | undefined, id: string | undefined, from: string) => {
    const address = url === undefined ? undefined : addressOf(expanded(url, context.env), from);
    if (address === undefined || !found.add(expanded(url!, context.env), from, id)) return;
    const login = servers.find((server) => server.text('id') === id);
    const password = expanded(login?.text('password') ?? '', context.env);
    if (login && password !== '' && !/^\{.*\}$/.test(password))
      credentials.push({ base: address.address.url, authorization: basic(expanded(login.text('username') ?? '', context.env), password) });
  };

  const mirrors = settings.flatMap(({ path, root }) => root.all('mirrors/mirror').map((mirror) => ({ path, mirror })));
  const repositories: { id: string | undefined; url: string | undefined; from: string }[] = [];
  for (const { path, root } of settings) {
    const active = new Set(root.all('activeProfiles/activeProfile').map((one) => one.value));
    for (const profile of root.all('profiles/profile')) {
      if (!active.has(profile.text('id') ?? '') && profile.text('activation/activeByDefault') !== 'true') continue;
      for (const one of profile.all('repositories/repository')) repositories.push({ id: one.text('id'), url: one.text('url'), from: path });
    }
  }
  if (!repositories.some((one) => one.id === 'central')) {
    const central = await superPom(context);
    repositories.push({ id: 'central', url: central?.url, from: central?.from ?? '' });
  }
  for (const { id, url, from } of repositories) {
    const mirror = mirrors.find((one) => isMirrorOf(one.mirror.text('mirrorOf') ?? '', id ?? '', url));
    if (mirror) add(mirror.mirror.text('url'), mirror.mirror.text('id'), mirror.path);
    else add(url, id, from);
  }
  return { addresses: found.list, credentials: [...found.credentials, ...credentials], ...(found.list.length === 0 ? { unknown: howToSet } : {}) };
}

/** mirrorOf: ids separated by commas, `*`, `external:*`, `!id` for all but one. */
function isMirrorOf(pattern: string, id: string, url: string | undefined): boolean {
  const words = pattern.split(',').map((word) => word.trim());
  if (words.includes(`!${id}`)) return false;
  const local = url !== undefined && /^(file:|https?:\/\/(localhost|127\.0\.0\.1)\b)/.test(url);
  return words.some(
    (word) =>
      word === id || word === '*' || (word === 'external:*' && !local) || (word === 'external:http:*' && !local && url?.startsWith('http:') === true),
  );
}

function settingsFiles({ env, home }: ConfigContext): string[] {
  const files = [join(home, '.m2', 'settings.xml')];
  for (const folder of [env.MAVEN_HOME, env.M2_HOME]) if (folder) files.push(join(folder, 'conf', 'settings.xml'));
  const program = findProgram('mvn', env, '/nowhere');
  if (program !== undefined) files.push(join(installation(program), 'conf', 'settings.xml'));
  return [...new Set(files)];
}

function installation(program: string): string {
  try {
    return dirname(dirname(realpathSync(program)));
  } catch {
    return dirname(dirname(program));
  }
}

/** `${env.NAME}` is the environment's. */
const expanded = (text: string, env: ConfigContext['env']): string =>
  text.replace(/\$\{env\.([A-Za-z0-9_]+)\}/g, (_, name: string) => env[name] ?? '');

/** The repository `central` of the super-POM of an installed Maven, or of one that the wrapper or a build has downloaded. */
async function superPom(context: ConfigContext): Promise<{ url: string; from: string } | undefined> {
  for (const jar of modelBuilders(context)) {
    const text = await entryOf(jar, 'org/apache/maven/model/pom-4.0.0.xml');
    const root = text === undefined ? undefined : readXml(text);
    const url = root
      ?.all('repositories/repository')
      .find((one) => one.text('id') === 'central')
      ?.text('url');
    if (url !== undefined) return { url, from: "Maven's own default (super-POM)" };
  }
  return undefined;
}

function modelBuilders({ env, home }: ConfigContext): string[] {
  const program = findProgram('mvn', env, '/nowhere');
  const folders = [
    env.MAVEN_HOME && join(env.MAVEN_HOME, 'lib'),
    env.M2_HOME && join(env.M2_HOME, 'lib'),
    program && join(installation(program), 'lib'),
  ];
  const found = folders.flatMap((folder) => (folder ? list(folder).map((name) => join(folder, name)) : []));
  const wrapper = join(home, '.m2', 'wrapper', 'dists');
  for (const one of list(wrapper))
    for (const two of list(join(wrapper, one)))
      for (const three of list(join(wrapper, one, two)))
        found.push(...list(join(wrapper, one, two, three, 'lib')).map((name) => join(wrapper, one, two, three, 'lib', name)));
  const repository = join(home, '.m2', 'repository', 'org', 'apache', 'maven', 'maven-model-builder');
  for (const version of list(repository)) found.push(...list(join(repository, version)).map((name) => join(repository, version, name)));
  return found.filter((path) => /maven-model-builder[^/\\]*\.jar$/.test(path)).slice(0, 20);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort().slice(0, 500);
  } catch {
    return [];
  }
}

/** One small text file of a jar of the Maven installation. */
function entryOf(jar: string, name: string): Promise<string | undefined> {
  return new Promise((done) => {
    let bytes: Buffer;
    try {
      bytes = readFileSync(jar);
    } catch {
      return done(undefined);
    }
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return done(undefined);
      zip.on('error', () => done(undefined));
      zip.on('end', () => done(undefined));
      zip.on('entry', (entry) => {
        if (entry.fileName !== name || entry.uncompressedSize > 1 << 20) return zip.readEntry();
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return done(undefined);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', () => done(undefined));
          stream.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
        });
      });
      zip.readEntry();
    });
  });
}
