/** `throttled` is running under an ordered limit or pause; `stopped` is killed, and confirmed by the guard. */
export type SessionState = 'running' | 'stopped' | 'throttled' | 'finished' | 'failed';

/** A call to the store as the store saw it; `step` is null for calls that name none. */
export interface StoreCallFact {
  at: string;
  step: number | null;
  method: string;
  path: string;
  status: number;
}

/** Everything known of one session, as `GET /sessions/{id}` shows it. */
export interface SessionFacts {
  session_id: string;
  scenario: string;
  parent_session_id: string | null;
  state: SessionState;
  started_at: string;
  ended_at: string | null;
  /** One sentence for people: `step 12 · refund_order → 200`. */
  text: string;
  /** Steps that were allowed to begin. */
  steps: { step: number; type: string; tool: string | null; at: string }[];
  store_calls: StoreCallFact[];
  /** Orders the guard took notice of, of the session itself and of its parents. */
  orders: { session_id: string; revision: number; state: string; limit_per_minute: number | null; at: string }[];
  /** Acknowledgements the bot has taken or refused. */
  acks: { revision: number; state: string; step: number; result: string; at: string }[];
  stopped: { step: number; at: string } | null;
}

export function newFacts(sessionId: string, scenario: string, parentId: string | null, at: string): SessionFacts {
  return {
    session_id: sessionId,
    scenario,
    parent_session_id: parentId,
    state: 'running',
    started_at: at,
    ended_at: null,
    text: 'starting',
    steps: [],
    store_calls: [],
    orders: [],
    acks: [],
    stopped: null,
  };
}

/** Has nothing ended it yet? */
export function isLive(facts: SessionFacts): boolean {
  return facts.state === 'running' || facts.state === 'throttled';
}
