import { setTimeout as sleep } from 'node:timers/promises';

/** What to say when it does not come true: the state as it was last seen, and what else may explain it. */
export interface Patience {
  /** Seconds; 150 unless told: the machine may be busy with other work. */
  seconds?: number;
  /** Asked once, when the time is up. */
  explain?(): string | Promise<string>;
}

const everyMs = 100;

/** Asks again and again until there is an answer. @throws Error that says what was waited for, and what was seen last. */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { seconds = 150, explain }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + seconds * 1_000;
  let problem = '';
  do {
    try {
      const seen = await look();
      if (seen !== null && seen !== undefined && seen !== false) return seen;
      problem = '';
    } catch (error) {
      problem = `\nlooking failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    await sleep(everyMs);
  } while (performance.now() < deadline);
  const last = explain === undefined ? '' : `\n${await explain()}`;
  throw new Error(`not within ${seconds} s: ${what}${problem}${last}`);
}
