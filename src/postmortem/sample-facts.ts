import type { ForensicsReport } from '../forensics/report.ts';
import type { PostmortemFacts } from './facts.ts';

const at = '2026-01-01T00:00:00.000Z';
const why = 'An example sentence.';

const report: ForensicsReport = {
  session_id: 'ses_example',
  session_type: 'example',
  started_at: at,
  ended_at: at,
  totals: {
    events: 3,
    llm_calls: 2,
    tool_calls: 1,
    input_tokens: 10,
    output_tokens: 5,
    cost_usd: 0.01,
    duration_ms: 900,
  },
  children: {
    sessions: ['ses_child'],
    totals: {
      events: 1,
      llm_calls: 1,
      tool_calls: 0,
      input_tokens: null,
      output_tokens: null,
      cost_usd: null,
      duration_ms: null,
    },
  },
  classification: {
    mode: 'tool_misfire',
    confidence: 0.9,
    scores: { hallucination_propagation: 0, tool_misfire: 0.9, context_poisoning: 0, cost_runaway: 0 },
    reasons: [why],
    first_triage_step: why,
  },
  flags: [{ step: 2, type: 'ENTITY_MISMATCH', confidence: 0.9, evidence: why, source: 'detector' }],
  wrong_output_step: 3,
  wrong_output_quote: why,
  origin: {
    step: 2,
    confidence: 0.9,
    why,
    quote: why,
    candidates: [
      { step: 2, score: 0.9, why },
      { step: 1, score: 0.2, why },
    ],
  },
  liveness: 'finished',
  cascade: [{ step: 3, because: why }],
  blast_radius: [],
  escalation: { verdict: 'postmortem', reasons: [why] },
  strip: [{ step: 1, mark: 'quiet' }],
  warnings: [why],
};

/** Facts in which nearly nothing is known: what a template must be able to do without. */
export const bareFacts: PostmortemFacts = {
  incident: {
    id: 'inc_example',
    number: 1,
    session_id: 'ses_example',
    status: 'open',
    opened_by: 'U1',
    opened_at: at,
    resolved_at: null,
    commander: null,
    mode_override: null,
    origin_override: null,
    root_cause: null,
    checklist: [],
    containment: [],
  },
  report: null,
  context: null,
  timeline: [],
  reversals: [],
  captures: [],
  pattern: null,
  people: {},
  due_at: null,
  owner: null,
  document: null,
};

/** Facts in which everything is known: every place of a template is filled once. */
export const fullFacts: PostmortemFacts = {
  ...bareFacts,
  incident: {
    ...bareFacts.incident,
    status: 'resolved',
    resolved_at: at,
    commander: 'U1',
    mode_override: { mode: 'cost_runaway', by: 'U1', reason: why },
    root_cause: 'tool_interface',
    checklist: [{ name: 'contain', state: 'done', owner: 'U1', started_at: at, finished_at: at, reason: why }],
    containment: [
      {
        kind: 'kill',
        state: 'effective',
        plan: [why],
        requested_by: 'U1',
        requested_at: at,
        changed_at: at,
        detail: why,
      },
    ],
  },
  report,
  context: { step: 2, lines: [{ role: 'user', text: why }] },
  timeline: [{ at, by: 'U1', type: 'note.added', text: why }],
  reversals: [
    {
      number: 1,
      step: 2,
      tool: 'example',
      args: { id: 1 },
      effect: 'write',
      outcome: 'ok',
      reversible: 'no',
      plan: why,
      owner: 'U1',
      done: { by: 'U1', at },
    },
  ],
  captures: [
    { number: 1, taken_at: at, source: 'archive', sha256: '0'.repeat(64), bytes: 100, events: 3, keep_until: at },
  ],
  pattern: { fingerprint: 'tool_misfire', similar: ['ses_other'] },
  people: { U1: 'Ada' },
  due_at: at,
  owner: 'U1',
};
