import type { Parts } from './parts.ts';

const everyMs = 6 * 3_600_000;

/** Longer than Slack, a queue or a person repeats anything. */
const keepDoneMs = 30 * 86_400_000;

type House = Pick<Parts, 'archive' | 'intake' | 'config' | 'now' | 'log'> & {
  /** Forgets deliveries and effects that were done before; returns how many. */
  pruneQueues(before: Date): Promise<number>;
};

/** Deletes what need not be kept any longer, a few times a day: captures, events and done work past their time. */
export function keepHouse(house: House): { stop(): void } {
  const timer = setInterval(() => void cleanUp(house), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** One round; what fails is logged and done in the next one. */
export async function cleanUp({ archive, intake, config, now, log, pruneQueues }: House): Promise<void> {
  try {
    const at = now();
    const captures = await archive.prune(at);
    const sessions = await intake.pruneBefore(new Date(at.getTime() - config.captureKeepDays * 86_400_000), at);
    const done = await pruneQueues(new Date(at.getTime() - keepDoneMs));
    if (captures + sessions + done > 0) log.info({ captures, sessions, done }, 'deleted what was kept long enough');
  } catch (error) {
    log.error({ error: String(error) }, 'old traces could not be deleted');
  }
}
