import type { Baseline } from '../../forensics/report.ts';

/** What `analyze` was asked to do, checked. Null where the option was not given. */
export interface AnalyzeSettings {
  format: 'text' | 'markdown' | 'json';
  /** Only this session. */
  session: string | null;
  /** Show the context at this step instead of the report. */
  contextStep: number | null;
  /** The step whose output is known to be wrong. */
  wrongOutputStep: number | null;
  lenient: boolean;
  baseline: Baseline;
}
