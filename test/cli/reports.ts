import type { ForensicsReport, StripStep } from '../../src/forensics/report.ts';

const noTotals = {
  events: 0,
  llm_calls: 0,
  tool_calls: 0,
  input_tokens: null,
  output_tokens: null,
  cost_usd: null,
  duration_ms: null,
};

/** A clean session of which nearly nothing is known. */
export const minimalReport: ForensicsReport = {
  session_id: 'ses_quiet',
  session_type: null,
  started_at: null,
  ended_at: null,
  totals: { ...noTotals, events: 1, llm_calls: 1 },
  children: null,
  classification: {
    mode: 'none',
    confidence: 0.95,
    scores: { hallucination_propagation: 0, tool_misfire: 0, context_poisoning: 0, cost_runaway: 0 },
    reasons: [],
    first_triage_step: '',
  },
  flags: [],
  wrong_output_step: null,
  wrong_output_quote: null,
  origin: null,
  liveness: 'unknown',
  cascade: [],
  blast_radius: [],
  escalation: { verdict: 'none', reasons: [] },
  strip: [{ step: 1, mark: 'quiet' }],
  warnings: [],
};

/** The five steps of an order agent that confirmed the wrong order. */
export const orderReport: ForensicsReport = {
  ...minimalReport,
  session_id: 'ses_abc123',
  session_type: 'order-support',
  totals: {
    events: 5,
    llm_calls: 3,
    tool_calls: 2,
    input_tokens: 3862,
    output_tokens: 980,
    cost_usd: 0.0263,
    duration_ms: 4670,
  },
  classification: {
    mode: 'hallucination_propagation',
    confidence: 0.9,
    scores: { hallucination_propagation: 0.9, tool_misfire: 0.2, context_poisoning: 0, cost_runaway: 0 },
    reasons: ['An id nobody had said was used as a fact.'],
    first_triage_step: 'Find the first false assertion: trace back from the wrong output.',
  },
  flags: [
    {
      step: 3,
      type: 'ENTITY_HALLUCINATION',
      confidence: 0.9,
      evidence: 'ord_555 stands nowhere before step 3.',
      source: 'detector',
    },
    {
      step: 4,
      type: 'ENTITY_MISMATCH',
      confidence: 0.85,
      evidence: 'Asked about cust_789; the order found belongs to cust_012.',
      source: 'trace',
    },
  ],
  wrong_output_step: 5,
  wrong_output_quote: 'Order ord_555 is confirmed for your account.',
  origin: {
    step: 3,
    confidence: 0.9,
    why: 'The model used ord_555; nobody had said it before.',
    quote: 'referenced an order_id not present in prior context',
    candidates: [
      { step: 3, score: 0.9, why: 'The model used ord_555; nobody had said it before.' },
      { step: 4, score: 0.3, why: 'The result was about another customer.' },
    ],
  },
  liveness: 'finished',
  cascade: [{ step: 4, because: 'used ord_555, introduced at step 3' }],
  blast_radius: [
    {
      step: 4,
      tool: 'get_order',
      args: { id: 'ord_555' },
      effect: 'read',
      outcome: 'ok',
      reversible: 'unknown',
      reversal: null,
    },
  ],
  escalation: { verdict: 'bug', reasons: ['No external action was taken.'] },
  strip: [
    { step: 1, mark: 'quiet' },
    { step: 2, mark: 'quiet' },
    { step: 3, mark: 'origin' },
    { step: 4, mark: 'flag' },
    { step: 5, mark: 'wrong_output' },
  ],
};

function range<Item>(count: number, make: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A running session where every list is longer than a screen. */
export const overflowingReport: ForensicsReport = {
  ...orderReport,
  session_id: `ses_${'0123456789abcdef'.repeat(6)}`,
  session_type: 'reconciliation-of-supplier-invoices-with-purchase-orders',
  totals: {
    events: 1_204_566,
    llm_calls: 600_000,
    tool_calls: 604_566,
    input_tokens: 1_234_567_890,
    output_tokens: 9_876_543,
    cost_usd: 12_345.678,
    duration_ms: 7_261_000,
  },
  children: { sessions: ['ses_child_1', 'ses_child_2'], totals: { ...noTotals, events: 40, llm_calls: 40 } },
  classification: {
    ...orderReport.classification,
    mode: 'cost_runaway',
    confidence: 0.799,
    reasons: range(9, (index) => `Reason ${index}: the same call was repeated ${'again and '.repeat(20)}again.`),
  },
  flags: range(20, (index) => ({
    step: index + 300,
    type: 'LOOP_DETECTED' as const,
    confidence: 0.7,
    evidence: `search was called ${index} times with ${'x'.repeat(200)}.`,
    source: 'detector' as const,
  })),
  origin: {
    step: 213,
    confidence: 0.8,
    why: `The loop was entered here${', and it went on'.repeat(60)}.`,
    quote: 'searching once more '.repeat(80),
    candidates: range(12, (index) => ({ step: 213 + index, score: 0.8 - index / 20, why: `Candidate ${index}.` })),
  },
  liveness: 'running',
  cascade: range(30, (index) => ({ step: 214 + index, because: `repeated step ${213 + index}` })),
  blast_radius: range(40, (index) => ({
    step: 220 + index,
    tool: 'send_a_message_to_the_supplier',
    args: { to: `supplier_${index}`, body: 'Dear supplier, '.repeat(50) },
    effect: index % 2 === 0 ? ('write' as const) : ('unknown' as const),
    outcome: index % 3 === 0 ? ('failed' as const) : ('ok' as const),
    reversible: 'no' as const,
    reversal: 'A message cannot be taken back; write to the supplier.',
  })),
  escalation: { verdict: 'postmortem', reasons: range(6, (index) => `Escalation reason ${index}.`) },
  strip: [
    ...range(212, (index): StripStep => ({ step: index + 1, mark: 'quiet' })),
    { step: 213, mark: 'origin' },
    ...range(400, (index): StripStep => ({ step: 214 + index, mark: index % 2 === 0 ? 'flag' : 'action' })),
    ...range(300, (index): StripStep => ({ step: 614 + index, mark: 'cascade' })),
  ],
  warnings: range(9, (index) => `Warning ${index}: step ${index} is missing.`),
};

/** The full report with `text` wherever the trace, or a file name, can put words into it. */
export function reportSaying(text: string): ForensicsReport {
  return {
    ...orderReport,
    session_id: text,
    session_type: text,
    classification: { ...orderReport.classification, reasons: [`${text}.`], first_triage_step: text },
    flags: orderReport.flags.map((flag) => ({ ...flag, evidence: text })),
    wrong_output_quote: text,
    origin: {
      step: 3,
      confidence: 0.9,
      why: text,
      quote: text,
      candidates: [{ step: 4, score: 0.3, why: text }],
    },
    cascade: [{ step: 4, because: text }],
    blast_radius: [
      {
        step: 4,
        tool: text,
        args: { [text]: text },
        effect: 'write',
        outcome: 'ok',
        reversible: 'no',
        reversal: text,
      },
    ],
    escalation: { verdict: 'postmortem', reasons: [text] },
    warnings: [text],
  };
}

/** Terminal escapes, bidi overrides, zero-width and tag characters, line breaks, half a surrogate pair, zalgo. */
export const hostileText =
  '\u001b[2J\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \u009b1mbold\u0007' +
  ' \u202eesrever\u202c zero\u200bwidth \u{e0041}\u{e0042} line\none\r\nline two\u2028three \ud800half ' +
  `a${'\u0301'.repeat(50)} \u0000nul 注文注文注文 👩‍👩‍👧‍👦 ${'W'.repeat(300)}`;
