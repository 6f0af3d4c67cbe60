// Container registries. An image reference names its registry itself; what the configuration adds: logins (`auths` of
// ~/.docker/config.json or $DOCKER_CONFIG, and of podman's auth.json), mirrors of the default registry (`registry-mirrors` of the
// daemon's daemon.json) and hosts of a private network (`insecure-registries`). Credential helpers (`credsStore`, `credHelpers`) are
// programs and are never run: without an entry under `auths` a registry is asked without login.
// https://docs.docker.com/reference/cli/docker/ https://man.archlinux.org/man/containers-auth.json.5
import { join } from 'node:path';
import { z } from 'zod';
import { Addresses, type ClientConfiguration, type ConfigContext, type Credential } from './client.ts';

export interface DockerConfiguration extends ClientConfiguration {
  /** Registries (host, or host:port) that a configuration of the user or the machine names: they may be private. */
  hosts: readonly string[];
  /** The policy's list is complete: a registry that it does not name is not asked. */
  closed?: true;
}

const howToSet =
  'this image names no registry, and the default one is known to the container client only: name a mirror under registry-mirrors in daemon.json, or under indexes: docker: in the policy';

const record = z.record(z.string().max(1000), z.unknown()).catch({});
const clientFile = z.object({ auths: record });
const daemonFile = z.object({
  'registry-mirrors': z.array(z.string().max(2000)).max(100).catch([]),
  'insecure-registries': z.array(z.string().max(1000)).max(1000).catch([]),
});
const login = z.object({ auth: z.string().max(20_000) });

export async function findDocker(context: ConfigContext): Promise<DockerConfiguration> {
  const { env, home, userFile } = context;
  const credentials: Credential[] = [];
  const hosts: string[] = [];
  const clientFiles = [
    join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
    env.REGISTRY_AUTH_FILE || join(env.XDG_RUNTIME_DIR || '/run/nowhere', 'containers', 'auth.json'),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'containers', 'auth.json'),
  ];
  for (const path of clientFiles) {
    for (const [key, value] of Object.entries(clientFile.safeParse(jsonOf(userFile(path))).data?.auths ?? {}).slice(0, 1000)) {
      const host = /^(?:https?:\/\/)?([A-Za-z0-9.-]+(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?)(?:\/.*)?$/.exec(key)?.[1]?.toLowerCase();
      if (host === undefined) continue;
      hosts.push(host);
      const auth = login.safeParse(value).data?.auth;
      if (auth !== undefined && /^[A-Za-z0-9+/]+=*$/.test(auth)) {
        for (const scheme of isLoopback(host) ? ['http', 'https'] : ['https'])
          credentials.push({ base: `${scheme}://${host}`, authorization: `Basic ${auth}` });
      }
    }
  }
  const found = new Addresses();
  const daemonFiles = [
    '/etc/docker/daemon.json',
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'docker', 'daemon.json'),
    join(home, '.docker', 'daemon.json'),
  ];
  for (const path of daemonFiles) {
    const daemon = daemonFile.safeParse(jsonOf(userFile(path))).data;
    for (const mirror of daemon?.['registry-mirrors'] ?? []) found.add(mirror, `registry-mirrors in ${path}`);
    for (const host of daemon?.['insecure-registries'] ?? []) if (!host.includes('/')) hosts.push(host.toLowerCase());
  }
  return {
    addresses: found.list,
    credentials: [...found.credentials, ...credentials],
    hosts: [...new Set(hosts)],
    ...(found.list.length === 0 ? { unknown: howToSet } : {}),
  };
}

/** An address of the policy stands for the registry at that host, and for the default one where an image names none. */
export function dockerFromPolicy(texts: readonly string[], found: DockerConfiguration): DockerConfiguration {
  const own = new Addresses();
  for (const text of texts) own.add(/^https?:/.test(text) ? text : `https://${text}`, 'the policy');
  return {
    addresses: own.list,
    credentials: [...own.credentials, ...found.credentials],
    hosts: own.list.map((one) => new URL(one.url).host),
    closed: true,
    ...(own.list.length === 0 ? { unknown: 'the policy names no registry' } : {}),
  };
}

export const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);

function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
