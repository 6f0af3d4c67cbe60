// What a run is told, whoever starts it: the command line, the action, a test.
import type { Depth, Limits, Verdict } from '../types.ts';

/** Told what is being read. Nothing of it reaches a result. */
export interface Progress {
  /** A subject begins; `total` in bytes, where known. */
  begin(subject: string, total?: number): void;
  /** Bytes that came out of the subject, and the entry they came from. */
  bytes(count: number, entry: string): void;
  /** The subject is done; `summary` is printed where there is no terminal. */
  end(summary?: string): void;
  /** A line that a person should see now. */
  say(line: string): void;
}

export interface Common {
  /** Absolute path of the checkout. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  offline: boolean;
  /** How deep to look at packages that are not here; left out: the policy says, or `index`. */
  depth?: Depth;
  /** Folder of the index cache; left out: no cache. */
  cacheDir?: string;
  /** Platform that decides between several wheels, like cp38-linux-x86_64. */
  platform?: string;
  /** Worker threads, at least 1. */
  jobs: number;
  limits: Partial<Limits>;
  progress: Progress;
}

export interface GateOptions extends Common {
  /** Files, folders or lockfiles to judge; empty: what the policy's `look-at` or the defaults say. */
  paths: readonly string[];
  /** A policy file or the name of a preset; left out: sourcegate.yml, .github/sourcegate.yml, else `recommended`. */
  policy?: string;
  /** Globs that replace the policy's `look-at`. */
  artifacts?: readonly string[];
  lockfiles?: readonly string[];
  failOn: 'error' | 'warning' | 'never';
  /** A git ref to compare with; left out: from the event. */
  base?: string;
  /** The event of the workflow: its name and its parsed payload. */
  event?: { name: string; payload: unknown };
  /** The day on which waivers are judged, YYYY-MM-DD. */
  today: string;
  /** The text of a policy of another repository, `github:OWNER/REPO/PATH@COMMIT`; undefined when it cannot be had. */
  fetchPolicy?: (spec: string) => Promise<string | undefined>;
}

export interface GateResult {
  verdict: Verdict;
  /** The artifacts judged, in the form that sha256sum prints and checks. */
  sha256sums: readonly { path: string; sha256: string }[];
  /** The text of the baseline file with this run's findings accepted, and its absolute path, for --update-baseline. `inForce`: the policy names it. */
  baseline(): { path: string; text: string; inForce: boolean };
  /** Ready YAML of waivers for the errors of this run, for --print-waivers. */
  waivers(): string;
  /** What the indexes cost: requests, bytes received, answers that came from the cache, seconds of waiting that an index asked for. */
  cost: { requests: number; bytes: number; cached: number; waited: number };
}
