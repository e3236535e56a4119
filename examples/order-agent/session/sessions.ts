import { randomBytes } from 'node:crypto';
import {
  AgentStopped,
  type Clock,
  createGuard,
  deriveGuardSecret,
  type Guard,
  httpControl,
  systemClock,
} from '../../../src/guard/index.ts';
import type { EventSender } from '../bot/event-sender.ts';
import { watchControl } from '../bot/watched-control.ts';
import type { AgentRecord } from '../record.ts';
import type { Script } from '../scenarios/scenario.ts';
import type { Credentials } from '../store/credentials.ts';
import { Conversation } from './conversation.ts';
import { play, waitingTools } from './play.ts';
import { isLive, newFacts, type SessionFacts } from './session.ts';
import { callTool } from './store-client.ts';

export interface SessionsOptions {
  control: { url: string; token: string };
  guardMasterKey: string;
  credentials: Credentials;
  record: AgentRecord;
  sender: EventSender;
  clock: Clock;
  storeUrl: () => string;
}

/** What one session is started with. */
export interface NewSession {
  id: string;
  scenario: string;
  script: Script;
  paceMs: number;
  hold: boolean;
  /** The session that starts this one, then the one that started that, and so on. */
  ancestors: readonly string[];
}

/** All sessions of this process, running and over. */
export interface Sessions {
  start(session: NewSession): void;
  find(id: string): SessionFacts | null;
  /** Newest first. */
  newest(limit: number): SessionFacts[];
  /** Ends every session; what its guard has not confirmed yet is given two seconds. */
  close(): Promise<void>;
}

/** A stop is worth confirming as long as the bot may be on its way back. */
const ackWaitMs = 600_000;
const closeWaitMs = 2_000;

export function newSessionId(): string {
  return `ses_${randomBytes(4).toString('hex')}`;
}

export function createSessions(options: SessionsOptions): Sessions {
  const { record, credentials } = options;
  const all = new Map<string, SessionFacts>();
  const guards = new Map<string, Guard>();
  const runs = new Set<Promise<void>>();
  const shutdown = new AbortController();
  const clock = untilShutdown(options.clock, shutdown.signal);
  const now = (): string => new Date(clock.now()).toISOString();

  function end(facts: SessionFacts, state: 'stopped' | 'finished' | 'failed', reason: string): void {
    if (!isLive(facts)) return;
    facts.state = state;
    facts.ended_at = now();
    facts.text = `step ${facts.steps.length} · ${reason}`;
    record.write('session_ended', { session_id: facts.session_id, state, step: facts.steps.length, reason });
  }

  function stop(facts: SessionFacts, step: number): void {
    if (!isLive(facts)) return;
    facts.stopped = { step, at: now() };
    record.write('stopped', { session_id: facts.session_id, step });
    end(facts, 'stopped', 'stopped by a responder');
  }

  function newGuard(facts: SessionFacts, { id, ancestors, script }: NewSession): Guard {
    const { url, token } = options.control;
    const source = httpControl({ url, token, waitSeconds: 25 });
    const watcher = {
      onOrder: (order: { revision: number; state: string; limitPerMinute: number | null }, sessionId: string): void => {
        const { revision, state, limitPerMinute: limit_per_minute } = order;
        facts.orders.push({ session_id: sessionId, revision, state, limit_per_minute, at: now() });
        record.write('order_seen', { session_id: id, ordered_for: sessionId, revision, state, limit_per_minute });
        if (isLive(facts)) facts.state = isHeldBack(facts) ? 'throttled' : 'running';
      },
      // The guard confirms a kill when no further step can begin, which is when the session is over.
      onAck: (ack: { state: string; step: number }): void => {
        if (ack.state === 'stopped') stop(facts, ack.step);
      },
      onAckTaken: ({ revision, state, step }: SessionAck, result: string): void => {
        facts.acks.push({ revision, state, step, result, at: now() });
        record.write('ack_sent', { session_id: id, revision, state, step, result });
      },
    };
    return createGuard({
      sessionId: id,
      parentSessionIds: ancestors,
      // The example derives the secret itself. In production hand each session its own and keep the master key away
      // from agents: whoever has it can sign for all of them.
      secret: deriveGuardSecret(options.guardMasterKey, id),
      control: watchControl(source, watcher, shutdown.signal),
      fail: 'open',
      // A runaway that its guard pauses after three calls would show nothing to stop.
      loopLimit: script.forever === undefined ? { ignoreTools: waitingTools } : false,
      onAlarm: ({ kind, message, step }) => record.write('guard_alarm', { session_id: id, kind, message, step }),
      ackWaitMs,
      clock,
    });
  }

  async function run(facts: SessionFacts, session: NewSession, key: string): Promise<void> {
    const { id, script, paceMs, hold, ancestors } = session;
    const parentSessionId = ancestors[0] ?? null;
    const guard = newGuard(facts, session);
    guards.set(id, guard);
    const emit = options.sender.send;
    const conversation = new Conversation({ sessionId: id, parentSessionId, goal: script.goal, now: clock.now, emit });
    const spawn = (helper: Script): string => {
      const helperId = newSessionId();
      start({ ...session, id: helperId, script: helper, hold: false, ancestors: [id, ...ancestors] });
      return helperId;
    };
    const { signal } = shutdown;
    const callStore = callTool.bind(null, options.storeUrl(), key);
    try {
      const ending = await play({
        facts,
        script,
        hold,
        conversation,
        guard,
        record,
        clock,
        paceMs,
        signal,
        callStore,
        spawn,
      });
      end(facts, ending, ending === 'finished' ? 'finished' : 'the store refused its key');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof AgentStopped && error.order !== null) stop(facts, error.step);
      end(facts, 'failed', signal.aborted ? 'the agent was shut down' : reason);
    } finally {
      await guard.close();
      guards.delete(id);
    }
  }

  function start(session: NewSession): void {
    const { id, scenario, ancestors } = session;
    const parentId = ancestors[0] ?? null;
    const facts = newFacts(id, scenario, parentId, now());
    all.set(id, facts);
    record.write('session_started', { session_id: id, scenario, hold: session.hold, parent_session_id: parentId });
    const done: Promise<void> = run(facts, session, credentials.issue(id, parentId)).finally(() => runs.delete(done));
    runs.add(done);
  }

  return {
    start,
    find: (id) => all.get(id) ?? null,
    newest: (limit) => [...all.values()].slice(-limit).reverse(),
    close: async () => {
      const closings = [...guards.values()].map((guard) => guard.close());
      const timer = new AbortController();
      await Promise.race([Promise.all(closings), systemClock.wait(closeWaitMs, timer.signal)]);
      timer.abort();
      shutdown.abort(new Error('the agent was shut down'));
      await Promise.all(runs);
    },
  };
}

interface SessionAck {
  revision: number;
  state: string;
  step: number;
}

/** Does the latest order of the session or of a parent pause or limit it? */
function isHeldBack(facts: SessionFacts): boolean {
  const latest = new Map(facts.orders.map((order) => [order.session_id, order]));
  return [...latest.values()].some(({ state }) => state === 'limit' || state === 'pause');
}

/** The same clock, but nobody sleeps through the shutdown. */
function untilShutdown(clock: Clock, signal: AbortSignal): Clock {
  return {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    wait: (ms, own) => clock.wait(ms, own === undefined ? signal : AbortSignal.any([own, signal])),
  };
}
