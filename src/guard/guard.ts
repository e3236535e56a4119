import { BudgetWatch, type LlmUsage } from './budget-watch.ts';
import { EntityWatch } from './entity-watch.ts';
import { Gate } from './gate.ts';
import { LoopWatch } from './loop-watch.ts';
import { type GuardOptions, toSettings } from './options.ts';

/** Stands between an agent and its next step. Every method may be called from several branches of an agent at once. */
export interface Guard {
  /**
   * Call before each step, and await it. Waits while paused.
   *
   * @param step - the step's number, from 1.
   * @throws AgentStopped when killed, BudgetExceeded or LoopSuspected when that stopped the session.
   */
  beforeStep(next: { step: number }): Promise<void>;
  /** Call before each tool call, and await it. Waits while paused or over the ordered limit; throws as `beforeStep`. */
  beforeToolCall(call: { tool: string; args: unknown }): Promise<void>;
  /** Call after each model call. @throws BudgetExceeded under policy `stop`. */
  afterLlmCall(usage: LlmUsage): void;
  /** The ids in a model's text that no source has named; raises an alarm when there are any. */
  checkEntities(text: string): string[];
  /** Takes the ids of a text with a source (user, tool result, document) as known. */
  learnEntities(text: string): void;
  /** Call when the session ends, however it ends. Delivers what is unconfirmed and frees connections. */
  close(): Promise<void>;
}

/**
 * Starts watching for orders at once.
 *
 * @example
 * const guard = createGuard({ sessionId, secret, control: httpControl({ url, token }), fail: 'open', onAlarm: console.warn });
 * try {
 *   for (let step = 1; ; step++) {
 *     await guard.beforeStep({ step });
 *     // one model call or tool call
 *   }
 * } finally {
 *   await guard.close();
 * }
 *
 * @throws TypeError when an option is missing or wrong.
 */
export function createGuard(options: GuardOptions): Guard {
  const settings = toSettings(options);
  const budgets = new BudgetWatch(settings.budgets ?? {});
  const loops = settings.loopLimit === false ? null : new LoopWatch(settings.loopLimit ?? {});
  const entities = new EntityWatch(settings.entities ?? {});
  const gate = new Gate(settings);
  gate.onResumed = () => {
    budgets.reset();
    loops?.reset();
  };

  return {
    beforeStep: async ({ step }) => {
      if (!Number.isSafeInteger(step) || step < 1) throw new TypeError('step must be a whole number from 1');
      await gate.pass(settings.limitCounts === 'steps', step);
      budgets.startStep();
    },
    beforeToolCall: async ({ tool, args }) => {
      const loop = loops?.count(tool, args) ?? null;
      if (loop !== null) {
        gate.alarms.raise('loop_suspected', loop.message, gate.step);
        if (loops?.policy === 'pause') gate.pause();
        if (loops?.policy === 'stop') gate.stop(loop);
      }
      await gate.pass(settings.limitCounts === 'tool_calls');
    },
    afterLlmCall: (usage) => {
      const broken = budgets.add(usage);
      for (const each of broken) gate.alarms.raise('budget_exceeded', each.message, gate.step);
      const [first] = broken;
      if (first === undefined || budgets.policy === 'alarm') return;
      if (budgets.policy === 'pause') return gate.pause();
      gate.stop(first);
      throw first;
    },
    checkEntities: (text) => {
      const unknown = entities.unknownIn(text);
      if (unknown.length > 0) {
        const shown = unknown.slice(0, 10).join(', ');
        gate.alarms.raise('unknown_entity', `ids that no source has named: ${shown}`, gate.step);
      }
      return unknown;
    },
    learnEntities: (text) => entities.learn(text),
    close: () => gate.close(),
  };
}
