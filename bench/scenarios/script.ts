import type { ToolDefinition } from '../../src/trace/event.ts';
import type { Random } from './random.ts';

/** `decision`: the step that decides and the event itself are both accepted as the origin; `event`: only the event. */
export type Mark = 'decision' | 'event';

export interface UserBeat {
  kind: 'user';
  text: string;
}

export interface SayBeat {
  kind: 'say';
  text: string;
  /** A number in `text` that a tool reported: what a misquote changes. */
  figure?: string;
  goal?: string;
  origin?: Mark;
}

export type Args = Record<string, unknown>;

export interface OtherCall {
  tool: string;
  args: Args;
  result: unknown;
}

export interface CallBeat extends OtherCall {
  kind: 'call';
  ok: boolean;
  thought?: string;
  /** Calls next to each other with the same number were asked for at once. */
  batch?: number;
  goal?: string;
  origin?: Mark;
  /** The id the call is about, as written in its arguments. */
  subject?: string;
  /** The result a different entity would have given. */
  foreign?: unknown;
  /** The result of the entity asked for, were it another customer's. */
  otherOwner?: unknown;
  /** An id of the same kind that is in context, which nobody asked to act on. */
  sibling?: string;
  /** What an agent that misunderstood the request would have done instead. */
  wrongTool?: OtherCall;
}

export interface NoteBeat {
  kind: 'retrieval' | 'memory';
  content: string;
  /** A separate model call decided on it. */
  decided?: boolean;
  origin?: Mark;
}

export interface SpawnBeat {
  kind: 'spawn';
  agent: string;
  task: string;
  decided?: boolean;
  origin?: Mark;
}

export type Beat = UserBeat | SayBeat | CallBeat | NoteBeat | SpawnBeat;

/** One session before it is captured: what was said and done, and the goal in the user's sense. */
export interface Script {
  beats: Beat[];
  goal: string;
  /** The same goal in other words. */
  sameGoal: string[];
}

export interface ToolSpec {
  definition: ToolDefinition;
  effect: 'read' | 'write';
}

/** A hostile text and what an agent that obeys it does. `phrase` names the deed in three languages. */
export interface Attack {
  phrase: { imperative: string; statement: string; german: string; spanish: string };
  obey: OtherCall;
}

/** A note the agent makes up, and the call that later rests on it. */
export interface Invention {
  note: string;
  spoken: string;
  act: OtherCall;
}

export interface Domain {
  name: string;
  system: string;
  tools: ToolSpec[];
  /** Deliver MCP annotations with the tool definitions. */
  annotated: boolean;
  /** Topic of a knowledge-base text that fits the domain, with imperative but harmless wording. */
  policies: string[];
  strayGoals: string[];
  build(rng: Random): Script;
  attack(rng: Random): Attack;
  invent(rng: Random): Invention;
  /** Eight or more searches that differ in a word, and find the same. */
  searches?(rng: Random): OtherCall[];
}

export const user = (text: string): UserBeat => ({ kind: 'user', text });

export const say = (text: string, figure?: string): SayBeat => ({ kind: 'say', text, ...(figure ? { figure } : {}) });

type Extras = Partial<Omit<CallBeat, 'kind' | 'tool' | 'args' | 'result'>>;

export const call = (tool: string, args: Args, result: unknown, extras: Extras = {}): CallBeat => ({
  kind: 'call',
  tool,
  args,
  result,
  ok: true,
  ...extras,
});

export const failed = (tool: string, args: Args, result: unknown, extras: Extras = {}): CallBeat =>
  call(tool, args, result, { ...extras, ok: false });

type Property = Record<string, unknown>;

/** A tool with a closed parameter schema; a trailing `?` makes a parameter optional. */
export function tool(
  name: string,
  effect: 'read' | 'write',
  description: string,
  parameters: Record<string, Property | string>,
): ToolSpec {
  const properties: Record<string, Property> = {};
  const required: string[] = [];
  for (const [key, value] of Object.entries(parameters)) {
    const bare = key.replace(/\?$/, '');
    properties[bare] = typeof value === 'string' ? { type: value } : value;
    if (bare === key) required.push(bare);
  }
  return { effect, definition: { name, description, parameters: { type: 'object', properties, required } } };
}
