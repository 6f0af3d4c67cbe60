import type { Facts, LockedPackage, Rule } from '../../../types.ts';
import { matchesAny } from '../../globs.ts';
import { lockEntry, placeOf } from '../reading.ts';

type Options = { allow: readonly string[]; git: boolean };

export const unexpectedIndex: Rule<Options> = {
  id: 'lock/unexpected-index',
  meta: {
    asks: 'Does every package come from a place that this policy expects, over a connection that cannot be read or changed?',
    why: 'A package of the same name from another index is another package (dependency confusion); over http anyone on the way can replace it.',
    standard: 'dependency confusion (2021); CWE-319, CWE-829',
    wayOut: 'lock it from the expected index over https, or list the address under `allow`',
    level: 'warning',
    needs: ['packages'],
    titles: {
      stranger: '{{subject}}: from {{host}}',
      plain: '{{subject}}: fetched over {{protocol}}',
      other: '{{subject}}: from {{host}}',
      git: '{{subject}}: from a repository, not a registry',
    },
    messages: {
      stranger: '{{subject}} comes from {{host}}, {{others}}. Neither this policy nor the configuration of the clients names that host: is it meant?',
      plain: '{{subject}} is fetched from {{host}} without encryption.',
      other: '{{subject}} comes from {{host}}, which is not among the addresses of this policy.',
      git: '{{subject}} comes from a repository ({{host}}), where this policy expects a registry.',
    },
    options: {
      allow: {
        type: 'globs',
        about:
          'Hosts, or addresses without https://, that packages may come from. Empty: any host; asked about is one that is not configured and from which few packages of the lock come.',
        default: [],
      },
      git: { type: 'flag', about: 'Report packages from repositories, too.', default: false },
    },
    examples: { passes: 'allow: ["registry.acme.example"] and a lock that names only that host', fails: 'an entry that is fetched over http' },
  },
  *check(facts, { allow, git }) {
    const { subject, locked } = facts;
    if (subject.kind !== 'locked-package' || locked === undefined) return;
    const from = originOf(locked);
    if (from === undefined) return;
    const messageId = wrongWay(locked, from, allow, git) ?? (allow.length === 0 && isStrange(facts) ? 'stranger' : undefined);
    if (messageId === undefined) return;
    const most = facts.stranger?.most;
    yield {
      outcome: messageId === 'stranger' ? 'unknown' : 'violated',
      messageId,
      data: {
        host: from.host,
        protocol: from.protocol.replace(':', ''),
        others: most === undefined ? 'at an address that no registry has' : `most others of this lock from ${most}`,
      },
      at: placeOf(subject),
      evidence: [lockEntry(facts, from.address)],
      ...(messageId === 'stranger' ? {} : { confidence: 'certain' }),
      about: [from.host],
    };
  },
};

/** From a host of its own, unless the configured index has these very bytes: then nothing was exchanged, whoever hands them out. */
const isStrange = ({ stranger, source }: Facts): boolean => stranger !== undefined && (source === undefined || source.status === 'unknown');

interface Origin {
  address: string;
  protocol: string;
  host: string;
  /** Host and path, without user or password. */
  place: string;
}

function wrongWay(
  { resolved }: LockedPackage,
  { protocol, host, place }: Origin,
  allow: readonly string[],
  git: boolean,
): 'plain' | 'other' | 'git' | undefined {
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
  if ((protocol === 'http:' || protocol === 'git:' || protocol === 'ftp:') && !isLoopback) return 'plain';
  if (git && resolved.kind === 'git') return 'git';
  return allow.length > 0 && !matchesAny(allow, host) && !matchesAny(allow, place) ? 'other' : undefined;
}

/** Where the package is fetched from, by the lock's own word; undefined where the lock does not say, or it is a folder. */
function originOf({ resolved }: LockedPackage): Origin | undefined {
  if (!['registry', 'url', 'git'].includes(resolved.kind) || resolved.url === undefined) return undefined;
  const address = resolved.url.replace(/^(git|sparse|registry|hg|svn)\+/, '').replace(/^git@([^:/]+):/, 'ssh://$1/');
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  return host === '' ? undefined : { address: `${protocol}//${host}${pathname}`, protocol, host, place: `${host}${pathname}` };
}
