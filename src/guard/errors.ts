import type { ControlOrder } from './control-order.ts';

/** The session was killed: do no further step, call no further tool, end the run. */
export class AgentStopped extends Error {
  readonly code: string = 'guard.stopped';
  /** The kill; null when the guard stopped for a reason of its own. */
  readonly order: ControlOrder | null;
  /** The last step that was allowed to begin; 0 when none was. */
  readonly step: number;

  constructor(message: string, step: number, order: ControlOrder | null) {
    super(message);
    this.name = new.target.name;
    this.step = step;
    this.order = order;
  }
}

/** `fail: 'closed'` and control cannot be reached. A later step is allowed again once control answers. */
export class ControlUnreachable extends AgentStopped {
  override readonly code = 'guard.control-unreachable';
}

/** The guard was closed; it lets nothing through any more. */
export class GuardClosed extends AgentStopped {
  override readonly code = 'guard.closed';
}

/** A hard budget of the session or the step is used up. */
export class BudgetExceeded extends Error {
  readonly code = 'guard.budget-exceeded';
  /** Which one: `session.costUsd`, `step.inputTokens`. */
  readonly budget: string;
  readonly limit: number;
  readonly used: number;

  constructor(budget: string, limit: number, used: number) {
    super(`budget ${budget} exceeded: ${used} used of ${limit}`);
    this.name = 'BudgetExceeded';
    this.budget = budget;
    this.limit = limit;
    this.used = used;
  }
}

/** The same tool was called with the same arguments more often than allowed. */
export class LoopSuspected extends Error {
  readonly code = 'guard.loop-suspected';
  readonly tool: string;
  /** How many near-identical calls there are, the refused one included. */
  readonly calls: number;

  constructor(tool: string, calls: number) {
    super(`${tool} called ${calls} times with the same arguments`);
    this.name = 'LoopSuspected';
    this.tool = tool;
    this.calls = calls;
  }
}
