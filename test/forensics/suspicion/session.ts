import type { Finding } from '../../../src/forensics/finding.ts';
import { toSession } from '../../../src/forensics/steps.ts';
import { detectSuspicions } from '../../../src/forensics/suspicion/detect-suspicions.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';

type Part = Pick<TraceEvent, 'type'> & { [key in keyof TraceEvent]?: TraceEvent[key] };

export const user = (content: string): Part => ({ type: 'user_message', content });
export const model = (completion: string, agent = 'solver'): Part => ({ type: 'llm_call', completion, agent });
export const call = (tool: string, args: unknown, response: unknown, status = 'ok'): Part => ({
  type: 'tool_call',
  tool,
  args,
  response,
  status,
});
export const shell = (response: string): Part => call('terminal', {}, response);
export const code = (text: string): string => `Running this.\n\`\`\`python\n${text}\n\`\`\``;

/** The suspicions of a session built from parts, numbered from step 1. */
export function suspect(...parts: Part[]): Finding[] {
  return detectSuspicions(toSession(parts.map((part, i) => ({ ...part, session_id: 'ses_1', step: i + 1 }))));
}

/** Step numbers and evidence, for assertions: `['4: Step 4 gives …']`. */
export function told(findings: Finding[]): string[] {
  return findings.map((found) => `${found.origin + 1}: ${found.evidence}`);
}
