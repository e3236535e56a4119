import type { OnAlarm } from './alarms.ts';
import type { Budgets } from './budget-watch.ts';
import { type Clock, systemClock } from './clock.ts';
import type { ControlSource } from './control-source.ts';
import type { EntityRules } from './entity-watch.ts';
import type { LoopLimit } from './loop-watch.ts';

/** What a guard is made of. */
export interface GuardOptions {
  /** The session's id as its trace has it. */
  sessionId: string;
  /** Sessions that started this one, at any distance: their orders hold here too. */
  parentSessionIds?: readonly string[];
  control: ControlSource;
  /** The session's guard secret, at least 16 characters; signs acknowledgements. */
  secret: string;
  /** When control cannot be reached: `open` goes on and raises an alarm, `closed` refuses the next step. */
  fail: 'open' | 'closed';
  onAlarm: OnAlarm;
  budgets?: Budgets;
  /** More than three near-identical calls pause the session, unless told otherwise; `false` switches this off. */
  loopLimit?: LoopLimit | false;
  entities?: EntityRules;
  /** What an ordered limit counts: tool calls (unless told), or steps. */
  limitCounts?: 'tool_calls' | 'steps';
  /** With `fail: 'closed'`, how long a step waits for control to come back, in milliseconds; 5,000 unless told. */
  graceMs?: number;
  /** How long stopping and closing wait for an acknowledgement to arrive, in milliseconds; 2,000 unless told. */
  ackWaitMs?: number;
  clock?: Clock;
}

type Defaulted = 'parentSessionIds' | 'limitCounts' | 'graceMs' | 'ackWaitMs' | 'clock';
export type GuardSettings = GuardOptions & Required<Pick<GuardOptions, Defaulted>>;

/** Fills in defaults. @throws TypeError that names what is wrong, never its value. */
export function toSettings(options: GuardOptions): GuardSettings {
  for (const id of [options.sessionId, ...(options.parentSessionIds ?? [])]) requireSessionId(id);
  if (typeof options.secret !== 'string' || options.secret.length < 16)
    throw new TypeError('secret must have at least 16 characters');
  if (options.fail !== 'open' && options.fail !== 'closed') throw new TypeError("fail must be 'open' or 'closed'");
  if (typeof options.onAlarm !== 'function') throw new TypeError('onAlarm must be a function');
  return {
    limitCounts: 'tool_calls',
    graceMs: 5_000,
    ackWaitMs: 2_000,
    clock: systemClock,
    ...options,
    parentSessionIds: [...new Set(options.parentSessionIds ?? [])].filter((id) => id !== options.sessionId),
  };
}

/** A lone surrogate cannot be sent, and `.` and `..` would change the path. */
function requireSessionId(id: string): void {
  const isText = typeof id === 'string' && id !== '' && id.length <= 256;
  if (!isText || id === '.' || id === '..' || /\p{Cc}|\p{Cs}/u.test(id))
    throw new TypeError('session ids must be 1 to 256 characters without control characters, and not . or ..');
}
