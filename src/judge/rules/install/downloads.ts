import type { Evidence, Facts, Rule } from '../../../types.ts';
import { some } from '../../words.ts';
import { evidences, placeOf } from '../reading.ts';

type Options = { allow: readonly string[] };

// Programs that fetch and, by what they are, unpack or run what they fetched.
const fetchers =
  /\b(prebuild-install|node-pre-gyp|prebuildify-install|electron-download|ffbinaries|cypress install|puppeteer|playwright install|node-gyp-build-download)\b/;
const fetches =
  /\b(curl|wget|Invoke-WebRequest|iwr|urlretrieve|bitsadmin|certutil -urlcache)\b|https?:\/\/\S+\.(exe|sh|bin|so|dll|dylib|zip|tgz|tar\.\w+|node|whl|jar)\b/i;

export const installDownloads: Rule<Options> = {
  id: 'install/downloads',
  meta: {
    asks: 'Does installing the package fetch more code?',
    why: 'What is fetched at installation is in no lock and under no hash: it can be another file tomorrow.',
    standard: 'Debian Policy 4.9 (no network at build); F-Droid; S2C2F',
    wayOut: 'a release that holds what it needs, or installation with scripts switched off',
    level: 'warning',
    needs: ['metadata'],
    titles: { fetches: '{{subject}}: installing it downloads more' },
    messages: { fetches: '{{names}}: fetches at installation what no lock holds.' },
    options: { allow: { type: 'texts', about: 'Names of packages whose downloads were looked at and are meant.', default: [] } },
    examples: {
      passes: 'argon2 0.41.1: node-gyp-build takes the prebuilt files of the package',
      fails: 'leveldown with prebuild-install: fetches a .node file from a forge',
    },
  },
  *check(facts, { allow }) {
    const { subject, metadata, observations = [] } = facts;
    if (metadata?.name !== undefined && allow.includes(metadata.name)) return;
    const scripts = isSystemPackage(facts) ? [] : (metadata?.installScripts ?? []).filter((script) => fetchers.test(script) || fetches.test(script));
    const seen = evidences([
      ...scripts.map((value): Evidence => ({ kind: 'metadata', path: subject.path, value })),
      ...observations
        .filter(({ kind }) => kind === 'download')
        .map(({ path, line, value }): Evidence => ({ kind: 'content', path, value, ...(line === undefined ? {} : { line }) })),
    ]);
    if (seen === undefined) return;
    const data = {
      names: some(
        seen.map(({ path, value }) => (path === subject.path ? value : `${path}: ${value}`)),
        2,
      ),
    };
    yield { outcome: 'violated', messageId: 'fetches', data, at: placeOf(subject), evidence: seen, confidence: 'likely' };
  },
};

const isSystemPackage = ({ subject }: Facts): boolean => subject.kind === 'artifact' && /^(deb|udeb|rpm|apk|alpm)$/.test(subject.format);
