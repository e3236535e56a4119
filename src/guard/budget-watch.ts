import { BudgetExceeded } from './errors.ts';
import type { Policy } from './loop-watch.ts';

/** Upper limits; what is left out is unlimited. */
export interface Budget {
  inputTokens?: number;
  outputTokens?: number;
  /** Input and output together. */
  totalTokens?: number;
  /** US dollars. */
  costUsd?: number;
}

/** Hard budgets for the whole session and for each step. */
export interface Budgets {
  session?: Budget;
  step?: Budget;
  /** `stop` unless told. */
  policy?: Policy;
}

/** What one model call used. `costUsd` is left out when unknown. */
export interface LlmUsage {
  inputTokens: number;
  outputTokens: number;
  costUsd?: number;
}

type Used = Required<Budget>;
const kinds = ['inputTokens', 'outputTokens', 'totalTokens', 'costUsd'] as const;
const nothing: Used = { inputTokens: 0, outputTokens: 0, totalTokens: 0, costUsd: 0 };

/** Adds up what model calls used and compares it with the budgets. */
export class BudgetWatch {
  readonly policy: Policy;
  readonly #budgets: Budgets;
  #session: Used = nothing;
  #step: Used = nothing;
  #reported = new Set<string>();

  constructor(budgets: Budgets) {
    this.#budgets = budgets;
    this.policy = budgets.policy ?? 'stop';
    for (const budget of [budgets.session, budgets.step])
      for (const kind of kinds) if (budget?.[kind] !== undefined) requireAmount(kind, budget[kind]);
  }

  startStep(): void {
    this.#step = nothing;
    this.#reported = new Set([...this.#reported].filter((name) => name.startsWith('session.')));
  }

  /**
   * @returns the budgets this call broke, each once per step or session.
   * @throws TypeError on a negative or non-finite amount: it would switch the budget off unseen.
   */
  add(usage: LlmUsage): BudgetExceeded[] {
    const more = {
      inputTokens: requireAmount('inputTokens', usage.inputTokens),
      outputTokens: requireAmount('outputTokens', usage.outputTokens),
      totalTokens: usage.inputTokens + usage.outputTokens,
      costUsd: usage.costUsd === undefined ? 0 : requireAmount('costUsd', usage.costUsd),
    };
    this.#session = sum(this.#session, more);
    this.#step = sum(this.#step, more);
    const broken = [
      ...over('session', this.#budgets.session, this.#session),
      ...over('step', this.#budgets.step, this.#step),
    ].filter(({ budget }) => !this.#reported.has(budget));
    for (const { budget } of broken) this.#reported.add(budget);
    return broken;
  }

  /** Grants every budget once more from here: a responder has looked and let the session go on. */
  reset(): void {
    this.#session = nothing;
    this.#step = nothing;
    this.#reported.clear();
  }
}

function over(name: 'session' | 'step', budget: Budget | undefined, used: Used): BudgetExceeded[] {
  return kinds.flatMap((kind) => {
    const limit = budget?.[kind];
    return limit !== undefined && used[kind] > limit ? [new BudgetExceeded(`${name}.${kind}`, limit, used[kind])] : [];
  });
}

function sum(a: Used, b: Used): Used {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    totalTokens: a.totalTokens + b.totalTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}

function requireAmount(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new TypeError(`${name} must be a number from 0, not ${String(value)}`);
}
