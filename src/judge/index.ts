// judge: facts and a policy to a verdict.
export type { AnyRule, LostPolicy, RuleAcross, Run, Unmatched } from './across.ts';
export { identityOf, updateBaseline } from './baseline.ts';
export { checkPolicy, explainRule, testPolicy } from './commands.ts';
export { type FailOn, type JudgeContext, judge, needsOf } from './evaluate.ts';
export { factsJsonSchema } from './facts-schema.ts';
export { type FoundInRepository, initPolicy, initWorkflow } from './init.ts';
export { type Mistake, PolicyError } from './mistakes.ts';
export type { Baseline, LookAt, Policy } from './model.ts';
export { platformMistake } from './nearest.ts';
export { observeFiles } from './observe.ts';
export { loadPolicy, type PolicyInput } from './policy.ts';
export { presets } from './presets.ts';
export { rules } from './rules/index.ts';
export { policyJsonSchema } from './schema.ts';
export { printWaivers } from './waivers.ts';
