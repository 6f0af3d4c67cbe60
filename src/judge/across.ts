// Rules over the whole run: several subjects side by side, or the policy itself. Most rules look at one subject (`Rule` of types.ts).
import type { Facts, Level, Location, Rule, RuleMeta, Subject, Violation, Waiver } from '../types.ts';

/** Options as a policy gives them, defaults filled in. */
export type RuleOptions = Readonly<Record<string, readonly string[] | number | boolean>>;

export interface ViolationAcross extends Violation {
  subject: Subject;
}

/** What became of a waiver in this run. `stale` waivers name a subject that is here, with other content or another licence than was waived. */
export interface WaiverState {
  waiver: Waiver;
  state: 'used' | 'unused' | 'expired' | 'stale' | 'without-reason';
}

/** One way in which the pull request's policy asks for less than the policy in force. `was` and `is` are as the policies write them. */
export interface Weakening {
  what: string;
  was: string;
  is: string;
  at: Location;
  /** The policy's file itself: what the pull request does to it. */
  lost?: LostPolicy['how'];
}

/** Where a pull request leaves no policy that can be read; a preset is taken in its place. */
export interface LostPolicy {
  path: string;
  how: 'deletes' | 'breaks' | 'puts a link in place of';
  /** What is there instead. */
  is: string;
}

/** A pattern of `look-at` that matched nothing. `of` files were there; `nearest` is the one whose path is closest to the pattern. */
export interface Unmatched {
  kind: 'artifacts' | 'lockfiles';
  pattern: string;
  of?: number;
  nearest?: string;
  at?: Location;
}

export interface Run {
  facts: readonly Facts[];
  waivers: readonly WaiverState[];
  unmatched: readonly Unmatched[];
  /** Lockfiles that the pull request adds and look-at does not cover. */
  notLookedAt?: readonly string[];
  weakened?: {
    path: string;
    changes: readonly Weakening[];
    /** How many findings that block or warn now would not, were the new policy in force. */
    allows: number;
    /** The pull request changes other things as well. */
    mixed: boolean;
  };
  /** The policy says `on-nothing: pass`. */
  nothingIsFine: boolean;
  /** Where findings about the run as a whole stand: the policy file, or the checkout. */
  home: Location;
}

/** A rule that needs more than one subject. */
export interface RuleAcross<Options extends RuleOptions = RuleOptions> {
  id: string;
  meta: RuleMeta & { raises?: Level };
  across(run: Run, options: Options): Iterable<ViolationAcross>;
}

export type AnyRule = Rule<RuleOptions> | Rule | RuleAcross<RuleOptions>;
