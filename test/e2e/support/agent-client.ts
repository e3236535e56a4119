import { readLines } from './sandbox-record.ts';
import { waitUntil } from './wait-until.ts';

/** One line of the example agent's own record. */
export interface AgentLine {
  at: string;
  type: string;
  session_id?: string;
  step?: number;
  status?: number;
  action_id?: string;
  request?: string;
  kind?: string;
  state?: string;
  revision?: number;
  result?: string;
  path?: string;
  method?: string;
}

/** `GET /sessions/{id}` of the example agent. */
export interface AgentSession {
  session_id: string;
  state: 'running' | 'stopped' | 'throttled' | 'finished' | 'failed';
  steps: { step: number; type: string; tool: string | null; at: string }[];
  store_calls: { at: string; step: number | null; method: string; path: string; status: number }[];
  orders: { revision: number; state: string; limit_per_minute: number | null; at: string }[];
  acks: { revision: number; state: string; step: number; result: string; at: string }[];
  stopped: { step: number; at: string } | null;
}

export interface AgentClient {
  url: string;
  /** Starts a session; by default it goes on after its script until it is stopped. */
  start(scenario: string, options?: { hold?: boolean; paceMs?: number; sessionId?: string }): Promise<string>;
  session(id: string): Promise<AgentSession>;
  /** Waits until the session has begun this many steps. */
  untilStep(id: string, step: number): Promise<void>;
  /** What the agent wrote down of a session, or of all. */
  record(sessionId?: string): AgentLine[];
}

export function createAgentClient(url: string, recordFile: string): AgentClient {
  const session = async (id: string) => {
    const response = await fetch(`${url}/sessions/${encodeURIComponent(id)}`);
    if (!response.ok) throw new Error(`the agent knows no session ${id}`);
    return (await response.json()) as AgentSession;
  };
  return {
    url,
    async start(scenario, { hold = true, paceMs = 250, sessionId } = {}) {
      const query = new URLSearchParams({ scenario, hold: String(hold), pace_ms: String(paceMs) });
      if (sessionId !== undefined) query.set('session_id', sessionId);
      const response = await fetch(`${url}/start?${query}`, { method: 'POST' });
      const body = (await response.json()) as { session_id: string };
      if (!response.ok) throw new Error(`the agent did not start ${scenario}: ${JSON.stringify(body)}`);
      return body.session_id;
    },
    session,
    async untilStep(id, step) {
      await waitUntil(`the agent is at step ${step} of ${id}`, async () => (await session(id)).steps.length >= step);
    },
    record: (sessionId) =>
      readLines<AgentLine>(recordFile).filter((line) => sessionId === undefined || line.session_id === sessionId),
  };
}
