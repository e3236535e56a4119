import { z } from 'zod';
import type { AgentRecord } from '../record.ts';
import { scenarios } from '../scenarios/catalog.ts';
import type { SessionFacts } from '../session/session.ts';
import { storePath } from '../store/store-door.ts';
import { type Answer, type Exchange, refuse } from './exchange.ts';
import { toStatus } from './status.ts';

/** How a session is to be started; what is left out has the agent's default. */
export interface StartOptions {
  sessionId?: string | undefined;
  /** Between two steps, in milliseconds. */
  paceMs?: number | undefined;
  /** Go on after the script with small harmless calls until stopped. */
  hold?: boolean | undefined;
}

/** What the routes lead to. */
export interface Handlers {
  record: AgentRecord;
  /** Returns the session id; null when that id belongs to a session of another scenario. */
  start(scenario: string, options: StartOptions): string | null;
  find(id: string): SessionFacts | null;
  newest(limit: number): SessionFacts[];
  containment(exchange: Exchange): Promise<Answer>;
  store(exchange: Exchange): Answer;
}

const mostLines = 30;
const names = scenarios.map((scenario) => scenario.name);

const StartQuery = z.object({
  scenario: z.string().refine((name) => names.includes(name)),
  session_id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/)
    .optional(),
  pace_ms: z.coerce.number().int().min(0).max(600_000).optional(),
  hold: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
});

const startHelp = `scenario must be one of ${names.join(', ')}; session_id, pace_ms (0 to 600000) and hold (true or false) are optional`;

/** Answers one request to the agent. */
export async function answer(handlers: Handlers, exchange: Exchange): Promise<Answer> {
  const { method, url } = exchange;
  if (url.pathname.startsWith(`${storePath}/`)) return handlers.store(exchange);
  if (method === 'GET' && url.pathname === '/status')
    return { status: 200, body: toStatus(handlers.newest(mostLines), scenarios) };
  if (method === 'POST' && /^\/start(?:\/|$)/.test(url.pathname)) return start(handlers, url);
  if (method === 'POST' && url.pathname === '/containment') {
    const reply = await handlers.containment(exchange);
    if (reply.status === 401) handlers.record.write('containment_forged');
    return reply;
  }
  const [, room, id, ...rest] = url.pathname.split('/');
  if (method === 'GET' && room === 'sessions' && id !== undefined && rest.length === 0) {
    const facts = handlers.find(decodeURIComponent(id));
    return facts === null ? refuse(404, 'this agent has no such session') : { status: 200, body: facts };
  }
  return refuse(404, 'there is GET /status, GET /sessions/{id}, POST /start and POST /containment');
}

/** `/start?scenario=misfire&hold=true`, or without a query `/start/misfire/hold`. */
function start(handlers: Handlers, url: URL): Answer {
  const [, , scenarioInPath, holdInPath, ...rest] = url.pathname.split('/');
  if (rest.length > 0 || (holdInPath ?? 'hold') !== 'hold')
    return refuse(404, 'after /start only /{scenario}/hold is known');
  const parsed = StartQuery.safeParse({
    ...(scenarioInPath === undefined ? {} : { scenario: scenarioInPath }),
    ...(holdInPath === undefined ? {} : { hold: 'true' }),
    ...Object.fromEntries(url.searchParams),
  });
  if (!parsed.success) return refuse(422, startHelp);
  const { scenario, session_id, pace_ms, hold } = parsed.data;
  const id = handlers.start(scenario, { sessionId: session_id, paceMs: pace_ms, hold });
  return id === null
    ? refuse(409, 'this session id belongs to another scenario; choose another id')
    : { status: 200, body: { session_id: id } };
}
