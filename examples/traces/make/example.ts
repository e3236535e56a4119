import type { Verdict } from '../../../src/forensics/report.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';

/** One example file and what the analysis of it must say. */
export interface Example {
  file: string;
  /** Comment lines at the head of the file, without the slashes. */
  intro: string[];
  events: TraceEvent[];
  expected: { mode: Verdict; origin: number | null };
  /** `sparse`: summaries only; `full`: prompts, completions, arguments and responses. */
  form: 'sparse' | 'full';
}

/** The JSONL text of an example: its comment lines, then one event per line. */
export function renderExample(example: Example): string {
  const comments = example.intro.map((line) => `// ${line}`);
  const lines = example.events.map((event) => JSON.stringify(event));
  return `${[...comments, ...lines].join('\n')}\n`;
}
