// A policy as it is in force: read, checked, and joined with all that it extends. Later layers win over earlier ones.
import type { Depth, Level, Location, Waiver } from '../types.ts';

/** What one line of `rules:` says. What it leaves out is taken from the layer below, but for `unknown`, which goes with `level`. */
export interface Setting {
  level?: Level;
  unknown?: Level;
  /** From this day on, YYYY-MM-DD; before it the line is not there. */
  from?: string;
  options: Readonly<Record<string, readonly string[] | number | boolean>>;
  at: Location;
}
/** Settings by exact rule id, by `area/*`, or `*`. */
export type Settings = ReadonlyMap<string, Setting>;

export interface Selector {
  purl?: string;
  version?: string;
  scope?: string;
  ecosystem?: string;
  path?: string;
  licence?: string;
}
export interface Override {
  for: Selector;
  rules: Settings;
  at: Location;
}
export interface CustomRule {
  id: string;
  when: string;
  says: string;
  level?: Level;
  wayOut?: string;
  at: Location;
  whenAt: Location;
}
export interface PolicyTest {
  given: Readonly<Record<string, unknown>>;
  expect: Readonly<Record<string, string>>;
  at: Location;
}
export interface BaselineEntry {
  rule: string;
  subject: string;
  about: readonly string[];
  fingerprint: string;
}
export interface Baseline {
  path: string;
  /** The file is there. Without it the first `--update-baseline` accepts what is found. */
  exists: boolean;
  entries: readonly BaselineEntry[];
  at: Location;
}
export interface LookAt {
  artifacts?: readonly string[];
  lockfiles?: readonly string[];
  for?: readonly string[];
  depth?: Depth;
  at: Location;
  /** Where each pattern stands, by kind and pattern. */
  places: ReadonlyMap<string, Location>;
}
export interface Policy {
  /** As reports say it: `sourcegate.yml`, `the preset recommended`. */
  name: string;
  path: string;
  /** From the lowest layer (what is extended) to the policy itself. */
  layers: readonly { name: string; rules: Settings }[];
  overrides: readonly Override[];
  waivers: readonly Waiver[];
  custom: readonly CustomRule[];
  tests: readonly PolicyTest[];
  lookAt?: LookAt;
  onNothing: 'fail' | 'pass';
  indexes: Readonly<Record<string, readonly string[]>>;
  baseline?: Baseline;
  waiversFrom: 'base' | 'head';
  /** Whether anything is extended: without it, only named rules, `gate/*` and `archive/hazard` are on. */
  extends: readonly string[];
  /** Files that this policy is made of, itself first: what a pull request may not change without being seen. */
  files: readonly string[];
}
