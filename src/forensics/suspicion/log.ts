import { returnedText, type Session, type Step } from '../steps.ts';
import { isPastedPage, maxText, repeatsGoal, splitFences } from './message-text.ts';
import { numbersIn } from './numbers.ts';
import { type Outcome, readOutcome } from './outcome.ts';

/** One captured message of a model, with what was known about the session when it spoke. */
export interface Message {
  index: number;
  text: string;
  prose: string;
  /** `handout`: the first message, which repeats the request. `page`: an observation pasted in. */
  kind: 'claim' | 'handout' | 'page';
  /** Had any run, lookup or retrieval brought something before? */
  hasEvidence: boolean;
  /** Numbers that no message had said before, in order. */
  newNumbers: number[];
  /** Is code waiting to be run, from this message or one before? */
  isCodeWaiting: boolean;
}

/** Code that was run: the message that wrote it, the call that ran it and what came of it. */
export interface Run {
  author: number;
  at: number;
  outcome: Outcome;
}

/** What the rules need to know about a session, collected in one pass. */
export interface Log {
  session: Session;
  /** The first thing a user said. */
  goal: string;
  /** What users said, in order, each clipped. */
  userTurns: { index: number; text: string }[];
  messages: Message[];
  runs: Run[];
  /** By value: index of the last message that said a number outside code. */
  lastSaid: Map<number, number>;
  /** Several agents, tools, or a request handed on: someone other than the first model could have checked. */
  isManaged: boolean;
  hasTools: boolean;
  /** False when the last thing in the log is a call, or code that nobody ran. */
  isFinished: boolean;
}

/** Collects the facts; linear in the size of the session's new text. */
export function readLog(session: Session): Log {
  const log: Log = {
    session,
    goal: '',
    userTurns: [],
    messages: [],
    runs: [],
    lastSaid: new Map(),
    isManaged: false,
    hasTools: false,
    isFinished: false,
  };
  const agents = new Set<string>();
  const state: State = { hasEvidence: false, waiting: null };
  for (const step of session.steps) {
    for (const heard of step.heard)
      if (heard.role === 'user') log.userTurns.push({ index: step.index, text: heard.text.slice(0, maxText) });
    if (step.type === 'llm_call') {
      const message = readMessage(log, step, state);
      if (message === null) continue;
      if (step.agent !== '') agents.add(step.agent);
      log.messages.push(message);
    } else if (step.type === 'tool_call') {
      log.hasTools = true;
      readRun(log, step, state);
    } else if (step.type === 'retrieval') state.hasEvidence = true;
  }
  log.isManaged = agents.size > 1 || log.hasTools || log.messages[0]?.kind === 'handout';
  log.isFinished = state.waiting === null && session.steps.at(-1)?.type !== 'tool_call';
  return log;
}

interface State {
  hasEvidence: boolean;
  /** Index of the message whose code was not run yet. */
  waiting: number | null;
}

function readMessage(log: Log, step: Step, state: State): Message | null {
  const text = step.event.completion?.slice(0, maxText) ?? '';
  if (!/\S/.test(text)) return null;
  const { prose, hasProgram } = splitFences(text);
  if (hasProgram) state.waiting = step.index;
  if (log.messages.length === 0) log.goal = log.userTurns[0]?.text ?? '';
  const isHandout = log.messages.length === 0 && repeatsGoal(text, log.goal);
  const kind = isHandout ? 'handout' : !hasProgram && isPastedPage(text) ? 'page' : 'claim';
  const message: Message = {
    index: step.index,
    text,
    prose,
    kind,
    hasEvidence: state.hasEvidence,
    newNumbers: readNumbers(log, step.index, prose, text),
    isCodeWaiting: state.waiting !== null,
  };
  if (kind === 'page') state.hasEvidence = true;
  return message;
}

/** Notes the numbers of a message; returns those that no message had said before, code included. */
function readNumbers({ lastSaid }: Log, index: number, prose: string, text: string): number[] {
  const fresh: number[] = [];
  for (const { value } of numbersIn(prose)) {
    if (!lastSaid.has(value)) fresh.push(value);
    lastSaid.set(value, index);
  }
  if (prose === text) return fresh;
  for (const { value } of numbersIn(text)) {
    if (lastSaid.has(value)) continue;
    lastSaid.set(value, index);
    fresh.push(value);
  }
  return fresh;
}

/** Reads a result only while it can matter: before there is evidence, or while code waits to be run. */
function readRun(log: Log, step: Step, state: State): void {
  if (state.hasEvidence && state.waiting === null) return;
  const outcome = readOutcome(returnedText(step).slice(0, maxText));
  if (outcome === 'ok' || outcome === 'partial') state.hasEvidence = true;
  if (outcome === 'idle') return;
  if (state.waiting !== null) log.runs.push({ author: state.waiting, at: step.index, outcome });
  state.waiting = null;
}
