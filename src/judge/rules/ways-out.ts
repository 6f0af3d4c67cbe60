// The command that makes a lock again, in the words of the ecosystem that it belongs to: nobody is helped by npm's way out of a go.mod.
import { basename } from 'node:path/posix';

interface Commands {
  /** Makes the lock, in step with its manifest. */
  lock: string;
  /** The same with a hash of each file, where the plain command writes none. */
  hashes?: string;
  /** What is left where the client knows no hash that cannot be forged. */
  noHashes?: string;
}

const commands: readonly [lock: RegExp, commands: Commands][] = [
  [/^go\.(mod|sum|work\.sum)$/, { lock: 'go mod tidy', hashes: 'go mod tidy, which writes go.sum' }],
  [/^uv\.lock$/, { lock: 'uv lock' }],
  [/^poetry\.lock$/, { lock: 'poetry lock' }],
  [/^pdm\.lock$/, { lock: 'pdm lock' }],
  [/^Pipfile\.lock$/, { lock: 'pipenv lock' }],
  [/^pylock\..*toml$/, { lock: 'uv export --format pylock.toml', hashes: 'pip lock or uv export --format pylock.toml' }],
  [/(requirements|constraints).*\.(txt|lock)$/, { lock: 'pip-compile', hashes: 'pip-compile --generate-hashes or uv pip compile --generate-hashes' }],
  [
    /^(package-lock|npm-shrinkwrap)\.json$/,
    { lock: 'npm install --package-lock-only', hashes: 'npm install, with the entries that have no integrity removed' },
  ],
  [/^pnpm-lock\.yaml$/, { lock: 'pnpm install --lockfile-only' }],
  [/^yarn\.lock$/, { lock: 'yarn install' }],
  [/^bun\.lock$/, { lock: 'bun install --lockfile-only' }],
  [/^deno\.lock$/, { lock: 'deno install' }],
  [/^Cargo\.lock$/, { lock: 'cargo generate-lockfile' }],
  [/^(Gemfile\.lock|gems\.locked)$/, { lock: 'bundle lock', hashes: 'bundle lock --add-checksums' }],
  [
    /^composer\.lock$/,
    {
      lock: 'composer update --lock',
      noHashes:
        'none in the lock, since Composer writes SHA-1 only: packages from their commits (--prefer-source), or an override for pkg:composer/*',
    },
  ],
  [
    /^gradle\.lockfile$|^verification-metadata\.xml$/,
    { lock: 'gradle dependencies --write-locks', hashes: 'gradle --write-verification-metadata sha256' },
  ],
  [/^packages\.lock\.json$/, { lock: 'dotnet restore --force-evaluate' }],
  [/^pubspec\.lock$/, { lock: 'dart pub get' }],
  [/^mix\.lock$/, { lock: 'mix deps.get' }],
  [/^conda-lock\.ya?ml$/, { lock: 'conda-lock' }],
  [/^pixi\.lock$/, { lock: 'pixi lock' }],
];

const commandsFor = (path: string): Commands | undefined => commands.find(([lock]) => lock.test(basename(path)))?.[1];

/** As the `wayOut` of a violation; nothing where the lock has no command that is known here: then the rule's own words stand. */
export function lockAgain(path: string): { wayOut?: string } {
  const found = commandsFor(path);
  return found === undefined ? {} : { wayOut: `${found.lock}, and commit the result` };
}

export function lockWithHashes(path: string): { wayOut?: string } {
  const found = commandsFor(path);
  return found === undefined ? {} : { wayOut: found.noHashes ?? `a lock with hashes: ${found.hashes ?? found.lock}` };
}
