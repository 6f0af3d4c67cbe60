// All reports, one line each. A report prints a finished verdict (or facts); none decides anything.
import type { Report } from '../types.ts';
import type { Style } from './columns.ts';
import { type ComparisonReport, jsonComparison, markdownComparison, textComparison } from './compare.ts';
import { cyclonedxFacts, cyclonedxReport } from './cyclonedx.ts';
import { githubReport } from './github.ts';
import { htmlFacts, htmlReport } from './html.ts';
import { jsonFacts, jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import { type RuleHelp, sarifReport } from './sarif.ts';
import { spdxFacts, spdxReport } from './spdx.ts';
import { textReport } from './text.ts';
import { type FactsReport, textInspect } from './text-inspect.ts';

export interface ReportOptions {
  version: string;
  rules?: readonly RuleHelp[];
  style?: Partial<Style>;
}

/** The reports of a run: for verdicts (`check`), for facts (`inspect`), for comparisons (`compare`), by the name that `--format` takes. */
export function createReports({ version, rules = [], style }: ReportOptions): {
  reports: Readonly<Record<string, Report>>;
  factsReports: Readonly<Record<string, FactsReport>>;
  compareReports: Readonly<Record<string, ComparisonReport>>;
} {
  return {
    reports: byId([
      textReport(style),
      jsonReport,
      markdownReport,
      githubReport,
      sarifReport(version, rules),
      cyclonedxReport(version),
      spdxReport(version),
      htmlReport(rules),
    ]),
    factsReports: byId([textInspect(style), jsonFacts, cyclonedxFacts(version), spdxFacts(version), htmlFacts]),
    compareReports: byId([textComparison(style), jsonComparison, markdownComparison]),
  };
}

const byId = <T extends { id: string }>(list: readonly T[]): Readonly<Record<string, T>> => Object.fromEntries(list.map((each) => [each.id, each]));
