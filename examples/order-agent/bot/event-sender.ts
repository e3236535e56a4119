import type { CapturedEvent } from '../trace-event.ts';

/** Hands events over to the bot, in order, without ever holding up the agent. */
export interface EventSender {
  /** Queues an event and returns at once. */
  send(event: CapturedEvent): void;
  /** How many events the bot has not confirmed yet. */
  pending(): number;
  /** Tries for `ms` milliseconds more to deliver what is queued, then gives up. */
  close(ms: number): Promise<void>;
}

export interface EventSenderOptions {
  /** `http://127.0.0.1:3000`; `/v1/events` is added. */
  url: string;
  token: string;
  /** Told when the bot stops answering, and when it answers again. `problem` is one sentence without secrets. */
  onOutage(problem: string): void;
  onRestored(): void;
  /** An event the bot calls invalid: sending it again is no use, and it must not hold up the others. */
  onRefused(event: CapturedEvent, status: number): void;
}

const mostPerRequest = 20;
const longestBody = 1_000_000;
const firstDelayMs = 250;
const longestDelayMs = 5_000;

/**
 * A queue in memory. The same events are sent again until the bot confirms them, so it may see an event twice:
 * session id and step tell.
 */
export function createEventSender(options: EventSenderOptions): EventSender {
  const { url, token, onOutage, onRestored, onRefused } = options;
  const queue: { event: CapturedEvent; line: string }[] = [];
  const ended = new AbortController();
  let working: Promise<void> | null = null;
  let failures = 0;
  let perRequest = mostPerRequest;

  async function post(body: string): Promise<number> {
    const response = await fetch(`${url.replace(/\/+$/, '')}/v1/events`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]),
    });
    await response.body?.cancel();
    return response.status;
  }

  async function deliverSome(): Promise<void> {
    const batch = queue.slice(0, perRequest);
    while (batch.length > 1 && batch.reduce((sum, { line }) => sum + line.length, 0) > longestBody) batch.pop();
    const status = await post(batch.map(({ line }) => `${line}\n`).join(''));
    if (status >= 200 && status < 300) {
      queue.splice(0, batch.length);
      perRequest = mostPerRequest;
    } else if (status === 400 || status === 413 || status === 422) {
      // One of them is at fault; alone, each gets its own answer.
      if (batch.length > 1) perRequest = 1;
      else for (const { event } of queue.splice(0, 1)) onRefused(event, status);
    } else throw new Error(`the bot answered HTTP ${status}`);
  }

  async function work(): Promise<void> {
    while (queue.length > 0 && !ended.signal.aborted) {
      try {
        await deliverSome();
        if (failures > 0) onRestored();
        failures = 0;
      } catch (error) {
        if (ended.signal.aborted) return;
        failures++;
        if (failures === 1) onOutage(error instanceof Error ? error.message : String(error));
        await sleep(Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 10)), ended.signal);
      }
    }
  }

  function start(): void {
    working ??= work().finally(() => {
      working = null;
      if (queue.length > 0 && !ended.signal.aborted) start();
    });
  }

  return {
    send: (event) => {
      if (ended.signal.aborted) return;
      queue.push({ event, line: JSON.stringify(event) });
      start();
    },
    pending: () => queue.length,
    close: async (ms) => {
      const timer = new AbortController();
      if (working !== null) await Promise.race([working, sleep(ms, timer.signal)]);
      timer.abort();
      ended.abort();
      await working;
    },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
