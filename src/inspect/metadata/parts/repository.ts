// Addresses of source code as packages write them, made into one form that a person can open: https, no `git+`, and on known forges no `.git`.

const longestUrl = 2000;

/** `git+https://…`, `scm:git:…`, `git@host:owner/name`, `github:owner/name` as an https address; undefined where the text is no address. */
export function repositoryUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > longestUrl) return undefined;
  let url = text
    .trim()
    .replace(/^scm:[a-z]+:/i, '')
    .replace(/^git\+(?=[a-z]+:)/i, '');
  const shorthand = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/.exec(url);
  if (shorthand) url = `https://${hosts[shorthand[1] ?? 'github']}/${shorthand[2]}`;
  const scp = /^(?:ssh:\/\/)?(?:[\w.-]+@)([\w.-]+)[:/](?!\d+\/)([^\s]+)$/.exec(url);
  if (scp) url = `https://${scp[1]}/${scp[2]}`;
  url = url.replace(/^(git|ssh):\/\/(?:[\w.-]+@)?/i, 'https://').replace(/^http:\/\/(?=(www\.)?(github|gitlab|bitbucket)\.)/i, 'https://');
  if (!/^https?:\/\/[^\s/]+\/?/i.test(url) || /\s/.test(url)) return undefined;
  return onForge(url) ?? url.replace(/#.*$/, '').replace(/\/+$/, '');
}

const hosts: Readonly<Record<string, string>> = { github: 'github.com', gitlab: 'gitlab.com', bitbucket: 'bitbucket.org' };

/** Pages of the forge itself, not somebody's repository. */
const notOwners = new Set(['sponsors', 'orgs', 'apps', 'about', 'features', 'marketplace', 'topics', 'users', 'settings', 'login', 'explore']);

/** The repository of an address that lies on a known forge (`…/tags`, `…/issues`, `…/tree/main` cut off); undefined elsewhere. */
export const forgeRepository = (text: string | undefined): string | undefined => onForge(repositoryUrl(text) ?? '');

function onForge(url: string): string | undefined {
  const match = /^https?:\/\/(?:www\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht)\/([^?#]+)/i.exec(url);
  if (!match) return undefined;
  const host = match[1]!.toLowerCase();
  const [path = ''] = match[2]!.split(/\/-\/|\/(?=(?:issues|tree|blob|tags|releases|merge_requests|wikis?)(?:\/|$))/);
  // GitLab has groups inside groups: all that stands before its own pages is the repository.
  const segments = path.split('/').filter((segment) => segment !== '');
  const kept = host === 'gitlab.com' ? segments.slice(0, 20) : segments.slice(0, 2);
  if (kept.length < 2 || notOwners.has(kept[0]!.toLowerCase())) return undefined;
  return `https://${host}/${kept.join('/').replace(/\.git$/, '')}`;
}

/** A whole commit id (SHA-1 or SHA-256), in lower case. */
export const commitId = (text: unknown): string | undefined =>
  typeof text === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) ? text.toLowerCase() : undefined;
