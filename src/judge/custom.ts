// Custom rules: CEL expressions (https://cel.dev) over the facts of one subject, as `inspect --format json` prints them.
// An expression comes from a policy, the facts from anywhere, so the work is bounded: length, nesting of loops, steps of
// loops, and the size of what is built. Regular expressions are RE2's, which know no exponential time.
import { CelScalar, celEnv, celFunc, isCelError, parse, plan } from '@bufbuild/cel';
import type { Evidence, Facts, Rule, RuleMeta, Violation } from '../types.ts';
import type { RuleOptions } from './across.ts';
import type { CustomRule } from './model.ts';
import { placeOf } from './rules/reading.ts';
import { shorten } from './words.ts';

const longest = 2000;
const deepest = 100;
const deepestLoop = 3;
const mostSteps = 20_000;
const longestText = 64 << 10;
const mostRegexWork = 10 << 20; // characters of pattern, repeats counted, times characters of text, for one evaluation
const mostStepsInAll = 200_000; // of one rule over all subjects of a run
const mostRegexWorkInAll = 20 << 20;
export const variables = [
  'subject',
  'native',
  'bytecode',
  'components',
  'hostLibraries',
  'packages',
  'metadata',
  'source',
  'contents',
  'problems',
  'locked',
  'change',
  'wayIn',
  'observations',
] as const;

type Expr = NonNullable<ReturnType<typeof parse>['expr']>;
type Outcome = { value: boolean } | { error: string };
type Compiled = { evaluate(facts: Facts): Outcome } | { mistake: string };

let steps = 0;
let work = 0;
class TooMuch extends Error {}

const tick = celFunc('sourcegate_step', [CelScalar.DYN], CelScalar.DYN, (condition) => {
  if (++steps > mostSteps) throw new TooMuch();
  return condition;
});
const weigh = celFunc('sourcegate_weigh', [CelScalar.STRING, CelScalar.INT], CelScalar.STRING, (text, weight) => {
  work += text.length * Number(weight);
  if (work > mostRegexWork) throw new TooMuch();
  return text;
});
const addTexts = celFunc('_+_', [CelScalar.STRING, CelScalar.STRING], CelScalar.STRING, (a, b) => {
  if (a.length + b.length > longestText) throw new TooMuch(`a text of more than ${longestText} characters`);
  return a + b;
});

/** The expression ready to run, or what is wrong with it. */
export function compileCustom(expression: string): Compiled {
  if (expression.length > longest) return { mistake: `an expression may be at most ${longest} characters long` };
  if (depthOf(expression) > deepest) return { mistake: `an expression may be nested ${deepest} deep` };
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(expression);
  } catch (error) {
    return { mistake: `not a CEL expression: ${(error as Error).message.replace(/<input>:/, 'at ').split('\n')[0]}` };
  }
  const names = new Set<string>();
  let depth: number;
  try {
    depth = boundLoops(parsed.expr!, new Set(), names);
  } catch (error) {
    if (error instanceof TooMuch) return { mistake: error.message };
    throw error;
  }
  if (depth > deepestLoop) return { mistake: `loops (exists, all, map, filter) may be nested ${deepestLoop} deep, here they are ${depth}` };
  const unknown = [...names].find((name) => !(variables as readonly string[]).includes(name));
  if (unknown !== undefined) return { mistake: `"${unknown}" is no fact. There are ${variables.join(', ')}` };
  const env = celEnv({ funcs: [tick, weigh, addTexts] });
  let run: (bindings: Record<string, never>) => unknown;
  try {
    run = plan(env, parsed) as typeof run;
  } catch (error) {
    return { mistake: `not a CEL expression that can run: ${(error as Error).message}` };
  }
  const total = { steps: 0, work: 0 };
  return {
    evaluate(facts) {
      if (total.steps > mostStepsInAll || total.work > mostRegexWorkInAll) return { error: 'it took too much work for the subjects before this one' };
      const outcome = evaluate(run, facts);
      total.steps += steps;
      total.work += work;
      return outcome;
    },
  };
}

/** Of brackets, counted before the parser recurses into them: where its stack ends is another place in each process. */
function depthOf(expression: string): number {
  let depth = 0;
  let most = 0;
  for (const character of expression) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    most = Math.max(most, depth);
  }
  return most;
}

function evaluate(run: (bindings: Record<string, never>) => unknown, facts: Facts): Outcome {
  steps = 0;
  work = 0;
  const result = run(bindingsOf(facts));
  if (steps > mostSteps) return { error: `it takes more than ${mostSteps} steps` };
  if (work > mostRegexWork) return { error: 'its regular expressions take too much work' };
  if (isCelError(result)) return { error: result.message };
  return typeof result === 'boolean' ? { value: result } : { error: 'it gives neither true nor false' };
}

// ---- facts as CEL sees them: whole numbers are int, maps are maps; what is left out of the facts is an empty map or list

const emptyLists: ReadonlySet<string> = new Set(['wayIn', 'observations']);
const bound = new WeakMap<Facts, Record<string, never>>();

function bindingsOf(facts: Facts): Record<string, never> {
  let bindings = bound.get(facts);
  if (bindings === undefined) {
    bindings = Object.fromEntries(variables.map((name) => [name, toCel(facts[name] ?? (emptyLists.has(name) ? [] : {}))])) as Record<string, never>;
    bound.set(facts, bindings);
  }
  return bindings;
}

function toCel(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, toCel(each)] as const])));
}

// ---- loops

/** Puts a step counter into each loop's condition, collects the free names, and says how deep loops are nested. */
function boundLoops(expr: Expr, inner: ReadonlySet<string>, names: Set<string>): number {
  const kind = expr.exprKind;
  const visit = (each: Expr | undefined, scope = inner): number => (each === undefined ? 0 : boundLoops(each, scope, names));
  switch (kind.case) {
    case 'identExpr': {
      const name = kind.value.name;
      if (!inner.has(name) && !typeNames.has(name)) names.add(name);
      return 0;
    }
    case 'selectExpr':
      return visit(kind.value.operand);
    case 'callExpr':
      if (kind.value.function === 'matches') weighRegex(kind.value);
      return Math.max(visit(kind.value.target), ...kind.value.args.map((each) => visit(each)), 0);
    case 'listExpr':
      return Math.max(0, ...kind.value.elements.map((each) => visit(each)));
    case 'structExpr':
      return Math.max(
        0,
        ...kind.value.entries.map((entry) => Math.max(visit(entry.value), entry.keyKind.case === 'mapKey' ? visit(entry.keyKind.value) : 0)),
      );
    case 'comprehensionExpr': {
      const loop = kind.value;
      const scope = new Set([...inner, loop.iterVar, loop.iterVar2, loop.accuVar]);
      const outside = Math.max(visit(loop.iterRange), visit(loop.accuInit));
      const inside = Math.max(visit(loop.loopCondition, scope), visit(loop.loopStep, scope), visit(loop.result, scope));
      loop.loopCondition = counted(loop.loopCondition!);
      return Math.max(outside, inside + 1);
    }
    default:
      return 0;
  }
}

/** Lets `text.matches(pattern)` count its work before it is done: length of the text times weight of the pattern. */
function weighRegex(call: { target?: Expr | undefined; args: Expr[] }): void {
  const pattern = call.args.at(-1)?.exprKind;
  if (call.target === undefined || pattern?.case !== 'constExpr' || pattern.value.constantKind.case !== 'stringValue')
    throw new TooMuch('matches takes its pattern as a literal text, as in subject.path.matches("^dist/")');
  const text = pattern.value.constantKind.value;
  // RE2 writes counted repeats out, so they weigh as much as what they stand for.
  const repeats = [...text.matchAll(/\{(\d*),?(\d*)\}/g)].reduce((sum, [, low, high]) => sum + Number(high || low), 1);
  const weight: Expr = {
    ...call.target,
    exprKind: {
      case: 'constExpr',
      value: { $typeName: 'cel.expr.Constant', constantKind: { case: 'int64Value', value: BigInt(text.length * repeats) } },
    },
  };
  const weighed = { $typeName: 'cel.expr.Expr.Call' as const, function: 'sourcegate_weigh', args: [call.target, weight] };
  call.target = { ...call.target, exprKind: { case: 'callExpr', value: weighed } };
}

const typeNames: ReadonlySet<string> = new Set(['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type']);

function counted(condition: Expr): Expr {
  const call = { $typeName: 'cel.expr.Expr.Call' as const, function: 'sourcegate_step', args: [condition] };
  return { ...condition, exprKind: { case: 'callExpr', value: call } };
}

// ---- the rule

/** Why a message template cannot be filled, or undefined. */
export function customMistake(says: string): string | undefined {
  for (const [, path] of says.matchAll(/\{\{([^}]*)\}\}/g)) {
    if (!/^[A-Za-z][\w-]*(\.[\w-]+)*$/.test(path!)) return `{{${path}}} is no path of a fact, such as {{subject.path}}`;
    const [first] = path!.split('.');
    if (!(variables as readonly string[]).includes(first!)) return `{{${path}}}: "${first}" is no fact. There are ${variables.join(', ')}`;
  }
  return undefined;
}

/** The custom rule as a rule like any other. An expression that cannot be answered for a subject is unknown, never a pass. */
export function customRule(custom: CustomRule): Rule<RuleOptions> {
  const compiled = compileCustom(custom.when);
  const meta: RuleMeta = {
    asks: `Is it not so that: ${custom.when}`,
    why: 'A rule of this policy.',
    wayOut: custom.wayOut ?? 'what the rule asks for, or a waiver',
    level: custom.level ?? 'warning',
    needs: ['native', 'components', 'source', 'metadata', 'packages'],
    titles: { says: '{{subject}}: {{says}}', error: '{{subject}}: {{id}} could not be answered' },
    messages: { says: '{{says}}', error: '{{id}} could not be answered for {{subject}}: {{error}}.' },
  };
  return {
    id: custom.id,
    meta,
    *check(facts): Generator<Violation> {
      const outcome = 'mistake' in compiled ? { error: compiled.mistake } : compiled.evaluate(facts);
      const at = placeOf(facts.subject);
      const evidence: readonly [Evidence] = [{ kind: 'content', ...at, value: custom.when }];
      if ('error' in outcome) yield { outcome: 'unknown', messageId: 'error', at, evidence, data: { id: custom.id, error: outcome.error } };
      else if (outcome.value) yield { outcome: 'violated', messageId: 'says', at, evidence, data: { says: saysOf(custom.says, facts) } };
    },
  };
}

/** Fills `{{subject.path}}` and other paths of facts; what is not there is shown as `?`. */
const saysOf = (says: string, facts: Facts): string =>
  says.replace(/\{\{([^}]*)\}\}/g, (_, path: string) => {
    let value: unknown = facts;
    for (const key of path.split('.'))
      value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
    return shorten(
      typeof value === 'object' && value !== null ? `${Array.isArray(value) ? value.length : Object.keys(value).length}` : String(value ?? '?'),
      200,
    );
  });
