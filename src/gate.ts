// The gate: what the action and the command line call. Each function runs one way through the stages.
export { runGate } from './gate/check.ts';
export { checkPolicyFile, explain, initRepository, policySchema, testPolicyFile } from './gate/commands.ts';
export { compareSubjects } from './gate/compare.ts';
export type { Common, GateOptions, GateResult, Progress } from './gate/options.ts';
export { inspectSubjects } from './gate/subjects.ts';
export { platformMistake } from './judge/index.ts';
