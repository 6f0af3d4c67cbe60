// The lockfile formats, one file each, in the order in which their names are tried.
import { Minimatch } from 'minimatch';
import type { LockedPackage, LockfileFormat, Problem } from '../types.ts';
import { bazel } from './bazel.ts';
import { bun } from './bun.ts';
import { bundler } from './bundler.ts';
import { cabal } from './cabal.ts';
import { cargo } from './cargo.ts';
import { cocoapods } from './cocoapods.ts';
import { composer } from './composer.ts';
import { conan } from './conan.ts';
import { condaEnvironment } from './conda-environment.ts';
import { condaExplicit } from './conda-explicit.ts';
import { condaLock } from './conda-lock.ts';
import { cpanfile } from './cpanfile.ts';
import { deno } from './deno.ts';
import { dockerfile } from './dockerfile.ts';
import { flake } from './flake.ts';
import { githubActionsLock } from './github-actions-lock.ts';
import { githubWorkflow } from './github-workflow.ts';
import { gitmodules } from './gitmodules.ts';
import { goMod } from './go-mod.ts';
import { goSum } from './go-sum.ts';
import { goVendor } from './go-vendor.ts';
import { gradleLockfile } from './gradle-lockfile.ts';
import { gradleVerification } from './gradle-verification.ts';
import { guixChannels } from './guix-channels.ts';
import { guixManifest } from './guix-manifest.ts';
import { helm } from './helm.ts';
import { julia } from './julia.ts';
import { mavenLockfile } from './maven-lockfile.ts';
import { mix } from './mix.ts';
import { niv } from './niv.ts';
import { npins } from './npins.ts';
import { npm } from './npm.ts';
import { nuget } from './nuget.ts';
import { paket } from './paket.ts';
import { pdm } from './pdm.ts';
import { pipenv } from './pipenv.ts';
import { pixi } from './pixi.ts';
import { pnpm } from './pnpm.ts';
import { poetry } from './poetry.ts';
import { pub } from './pub.ts';
import { pylock } from './pylock.ts';
import { guarded } from './reading/guard.ts';
import { rebar } from './rebar.ts';
import { renv } from './renv.ts';
import { requirements } from './requirements.ts';
import { sbt } from './sbt.ts';
import { spack } from './spack.ts';
import { stack } from './stack.ts';
import { swift } from './swift.ts';
import { terraform } from './terraform.ts';
import { uv } from './uv.ts';
import { vcpkg } from './vcpkg.ts';
import { yarn } from './yarn.ts';

export { findDrift } from './drift.ts';
export { findManifestLine, manifestsFor } from './manifests.ts';
export { keyOfPackage, shortestWayIn, shortestWaysIn } from './way-in.ts';

const listed: readonly LockfileFormat[] = [
  helm,
  uv,
  poetry,
  pylock,
  pdm,
  pipenv,
  requirements,
  npm,
  pnpm,
  yarn,
  bun,
  deno,
  cargo,
  goMod,
  goSum,
  goVendor,
  gradleLockfile,
  gradleVerification,
  mavenLockfile,
  sbt,
  nuget,
  paket,
  condaLock,
  condaExplicit,
  condaEnvironment,
  pixi,
  composer,
  bundler,
  swift,
  cocoapods,
  mix,
  rebar,
  pub,
  conan,
  vcpkg,
  spack,
  flake,
  npins,
  niv,
  guixChannels,
  guixManifest,
  bazel,
  terraform,
  gitmodules,
  githubActionsLock,
  githubWorkflow,
  dockerfile,
  cabal,
  stack,
  renv,
  julia,
  cpanfile,
];
export const lockfileFormats: readonly LockfileFormat[] = listed.map(guarded);

/** Files that lock something, or look like it, and that no reader here opens: `discover` lists them as not inspected, with the reason. */
export const knownButNotRead: readonly { names: readonly string[]; reason: string }[] = [
  { names: ['bun.lockb'], reason: 'binary: bun writes the text form, bun.lock, with `bun install --save-text-lockfile`' },
  {
    names: ['pom.xml'],
    reason: 'locks nothing: ranges, properties, parents and BOMs are resolved by Maven; the maven-lockfile plugin writes a lock',
  },
  { names: ['shrinkwrap.yaml'], reason: 'a lock of pnpm before 3, which is no longer maintained' },
  { names: ['Gopkg.lock', 'glide.lock'], reason: 'a lock of Go tools from before modules' },
  { names: ['Cartfile.resolved'], reason: 'a lock of Carthage: no reader yet' },
  { names: ['packrat.lock'], reason: 'a lock of Packrat, which renv follows: no reader yet' },
  { names: ['versions.lock'], reason: 'a lock of gradle-consistent-versions: no reader yet' },
  {
    names: ['gleam.toml', 'dub.selections.json', 'elm.json', 'shard.lock', 'nimble.lock', 'Berksfile.lock', 'opam.locked', '*.opam.locked'],
    reason: 'no reader yet',
  },
  { names: ['spack.yaml', 'stack.yaml', 'conanfile.txt', 'conanfile.py'], reason: 'asks for packages and locks none' },
  { names: ['go.work'], reason: 'lists the modules of a workspace; their go.mod and the go.work.sum are read' },
];

type Glob = Pick<Minimatch, 'match'>;
interface Names {
  format: LockfileFormat;
  exact: ReadonlySet<string>;
  /** Globs without `/` are held against the last part of a path, others against all of it. */
  last: readonly Glob[];
  whole: readonly Glob[];
}

/** Compiled once: a checkout of a hundred thousand files asks for each of them. */
const compiled: readonly Names[] = lockfileFormats.map((format) => {
  const globs = format.names.filter((name) => /[*/]/.test(name));
  const compile = (names: readonly string[]) => names.map((name) => new Minimatch(name, { dot: true }));
  return {
    format,
    exact: new Set(format.names.filter((name) => !globs.includes(name))),
    last: compile(globs.filter((name) => !name.includes('/'))),
    whole: compile(globs.filter((name) => name.includes('/'))),
  };
});

/** The format whose names match the path (relative to the checkout, with `/`), the first in the order of the list. */
export function lockfileFormatFor(path: string): LockfileFormat | undefined {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const matches = ({ exact, last: names, whole }: Names) =>
    exact.has(last) || names.some((name) => name.match(last)) || whole.some((name) => name.match(path));
  return compiled.find(matches)?.format;
}

/** Reads a lockfile of a known name. A path that no format knows is a problem. */
export function readLockfile(text: string, path: string): { packages: LockedPackage[]; problems: Problem[] } {
  const packages: LockedPackage[] = [];
  const problems: Problem[] = [];
  const format = lockfileFormatFor(path);
  if (format === undefined) problems.push({ code: 'unknown-format', kind: 'unreadable', message: 'no reader knows a lockfile of this name', path });
  else
    for (const found of format.read(text, path))
      if ('purl' in found) packages.push(found);
      else problems.push(found);
  return { packages, problems };
}
