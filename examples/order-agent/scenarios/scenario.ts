import type { Stock } from '../store/stock.ts';
import type { ToolArgs } from '../tools.ts';

/** What happens next in a scripted session. `goal`, where given, is the goal the model states from then on. */
export type ScriptLine =
  /** The customer writes: one step. */
  | { does: 'hear'; text: string }
  /** The model answers in words: one step. */
  | { does: 'say'; text: string; goal?: string }
  /** The model decides on a tool, and the store answers: two steps. */
  | { does: 'call'; say: string; tool: string; args: ToolArgs; goal?: string }
  /** The model starts a helper session with a script of its own: two steps. */
  | { does: 'spawn'; say: string; task: string; script: Script };

/** One session as the scripted model plays it. */
export interface Script {
  /** The goal the model states. */
  goal: string;
  /** Whom the session is with. */
  customerId: string;
  lines: ScriptLine[];
  /** What is done over and over after the lines; rounds count from 1. */
  forever?: (round: number) => ScriptLine[];
}

/** A way for the agent to behave, live against the store. */
export interface Scenario {
  name: string;
  /** What people read: `tool misfire`. */
  label: string;
  /** One sentence: what goes wrong. */
  story: string;
  /** Puts customers, orders and tickets into the store and writes the session that deals with them. */
  write(stock: Stock): Script;
}
