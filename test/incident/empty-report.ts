import type { ForensicsReport } from '../../src/forensics/report.ts';

/** The report of a session in which nothing was found. */
export function emptyReport(sessionId: string): ForensicsReport {
  const unknown = { input_tokens: null, output_tokens: null, cost_usd: null, duration_ms: null };
  const scores = { hallucination_propagation: 0, tool_misfire: 0, context_poisoning: 0, cost_runaway: 0 };
  return {
    session_id: sessionId,
    ...{ session_type: null, started_at: null, ended_at: null, children: null, liveness: 'unknown' },
    totals: { events: 1, llm_calls: 1, tool_calls: 0, ...unknown },
    classification: { mode: 'none', confidence: 0.5, scores, reasons: [], first_triage_step: 'None.' },
    ...{ flags: [], wrong_output_step: null, wrong_output_quote: null, origin: null, cascade: [], blast_radius: [] },
    escalation: { verdict: 'none', reasons: [] },
    strip: [{ step: 1, mark: 'quiet' }],
    warnings: [],
  };
}
