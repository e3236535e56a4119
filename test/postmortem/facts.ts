import type { ForensicsReport } from '../../src/forensics/report.ts';
import type { PostmortemFacts } from '../../src/postmortem/facts.ts';
import { bareFacts } from '../../src/postmortem/sample-facts.ts';
import { orderReport } from '../cli/reports.ts';

const at = '2026-11-22T10:00:00.000Z';

function item(name: string, state: 'open' | 'done' = 'done') {
  return { name, state, owner: 'U1', started_at: at, finished_at: state === 'done' ? at : null, reason: null };
}

/** The order agent that confirmed the wrong order, half way through its postmortem. */
export const orderFacts: PostmortemFacts = {
  ...bareFacts,
  incident: {
    ...bareFacts.incident,
    id: 'inc_order',
    number: 12,
    session_id: 'ses_abc123',
    opened_at: at,
    commander: 'U2',
    checklist: [item('contain'), item('capture'), item('classify'), item('origin'), item('blast_radius', 'open')],
    containment: [
      {
        kind: 'kill',
        state: 'effective',
        plan: ['Stops ses_abc123 at its next step.'],
        requested_by: 'U1',
        requested_at: at,
        changed_at: '2026-11-22T10:00:09.000Z',
        detail: 'stopped at step 5',
      },
    ],
  },
  report: orderReport,
  context: {
    step: 3,
    lines: [
      { role: 'user', text: 'Where is my order?' },
      { role: 'tool get_customer', text: '{\n  "id": "cust_789"\n}' },
    ],
  },
  timeline: [{ at, by: 'U1', type: 'incident.opened', text: 'Opened for ses_abc123.' }],
  reversals: [
    {
      number: 1,
      step: 5,
      tool: 'send_email',
      args: { to: 'alice@example.com', body: 'ord_555 is confirmed' },
      effect: 'write',
      outcome: 'ok',
      reversible: 'no',
      plan: 'Tell Alice.',
      owner: 'U2',
      done: null,
    },
  ],
  captures: [
    {
      number: 1,
      taken_at: at,
      source: 'archive',
      sha256: 'ab'.repeat(32),
      bytes: 4321,
      events: 5,
      keep_until: '2026-12-23T10:00:00.000Z',
    },
  ],
  people: { U1: 'Ada', U2: 'Grace' },
  due_at: '2026-11-24T10:00:00.000Z',
  owner: 'U2',
};

/** What must not come alive anywhere: mentions, templates, scripts, links, formatting, our own markers. */
export const hostile = [
  '<!channel> <@U123> @here',
  '{{constructor}} {{#each x}} {{{y}}} {{> z}}',
  '</textarea></title></style><script>alert(1)</script><img src=x onerror=alert(1)>',
  '[x](javascript:alert(1)) [y](https://evil.example) ![z](https://evil.example/p.png)',
  '**bold** _it_ `code` ~~gone~~ $a$ | cell | # head',
  '<!-- /section: impact --> <!-- section: cascade --> <!-- item: distributed -->',
  '\n<!-- /section: impact -->\n- [x] mine <!-- item: eval_added -->\n# Heading\n---\n> quote\n```\n',
  '\u202eevil\u0000\u001b[31m &lt;b&gt; www.evil.example https://evil.example',
].join(' ');

const huge = `${hostile} `.repeat(Math.ceil(10_000_000 / hostile.length));
const steps = Array.from({ length: 5000 }, (_, index) => index + 1);

const hostileReport: ForensicsReport = {
  ...orderReport,
  session_id: hostile,
  session_type: huge,
  started_at: hostile,
  children: { sessions: steps.map((step) => `${hostile} ${step}`), totals: orderReport.totals },
  classification: { ...orderReport.classification, reasons: steps.map(() => hostile) },
  flags: steps.map((step) => ({ step, type: 'LOOP_DETECTED', confidence: 1, evidence: huge, source: 'trace' })),
  wrong_output_quote: huge,
  origin: {
    step: 3,
    confidence: 1,
    why: huge,
    quote: huge,
    candidates: steps.map((step) => ({ step, score: 1, why: hostile })),
  },
  cascade: steps.map((step) => ({ step, because: huge })),
  escalation: { verdict: 'postmortem', reasons: steps.map(() => huge) },
  warnings: steps.map(() => huge),
};

/** Every text hostile, many of them huge, every list long. */
export const hostileFacts: PostmortemFacts = {
  ...orderFacts,
  incident: {
    ...orderFacts.incident,
    session_id: hostile,
    opened_by: hostile,
    mode_override: { mode: 'context_poisoning', by: hostile, reason: huge },
    origin_override: { step: 3, by: hostile, reason: huge },
    checklist: steps.map(() => ({ ...item(hostile), reason: huge })),
    containment: steps.map(() => ({
      kind: hostile,
      state: hostile,
      plan: [huge],
      requested_by: hostile,
      requested_at: hostile,
      changed_at: huge,
      detail: huge,
    })),
  },
  report: hostileReport,
  context: { step: 3, lines: steps.map(() => ({ role: hostile, text: huge })) },
  timeline: steps.map(() => ({ at, by: hostile, type: hostile, text: huge })),
  reversals: steps.map((number) => ({
    number,
    step: number,
    tool: hostile,
    args: { [hostile]: huge, deep: [[[[hostile]]]] },
    effect: 'write',
    outcome: 'ok',
    reversible: 'no',
    plan: huge,
    owner: hostile,
    done: { by: hostile, at },
  })),
  captures: steps.map((number) => ({
    number,
    taken_at: at,
    source: huge,
    sha256: hostile,
    bytes: 1,
    events: 1,
    keep_until: at,
  })),
  pattern: { fingerprint: hostile, similar: steps.map(() => hostile) },
  people: { U1: hostile, U2: huge },
};
