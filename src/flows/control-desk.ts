import { type ControlOrder, formatOrder } from '../containment/control-order.ts';
import type { AckReceiver } from '../containment/receive-ack.ts';
import type { ControlDesk, OrderBody } from './desks.ts';
import type { Parts } from './parts.ts';

/** Another process may have written the order: it is looked for this often while a guard waits. */
const lookMs = 1_000;

/** What guards ask and say over HTTP; the protocol is in docs/guard.md. */
export function createControlDesk(
  { control, now }: Pick<Parts, 'control' | 'now'>,
  receiver: AckReceiver,
): ControlDesk {
  return {
    async poll(sessionId, since, waitMs, signal) {
      await control.seen(sessionId, now());
      const until = Date.now() + waitMs;
      for (;;) {
        const changed = nextChange(control, sessionId, Math.min(lookMs, Math.max(0, until - Date.now())), signal);
        const order = await control.get(sessionId);
        if (order !== null && order.revision !== since) {
          changed.cancel();
          return toBody(order);
        }
        if (signal.aborted || Date.now() >= until) {
          changed.cancel();
          return null;
        }
        await changed.wait;
        await control.seen(sessionId, now());
      }
    },
    acknowledge: (sessionId, body, signature) => receiver.fromHttp(sessionId, JSON.stringify(body) ?? '', signature),
  };
}

function toBody(order: ControlOrder): OrderBody {
  return JSON.parse(formatOrder(order)) as OrderBody;
}

/** Resolves when this process writes an order for the session, after `ms`, or when the guard hangs up. */
function nextChange(control: Parts['control'], sessionId: string, ms: number, signal: AbortSignal) {
  let finish: () => void = () => undefined;
  const wait = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stop = control.onChange((order) => {
    if (order.sessionId === sessionId) cancel();
  });
  const timer = setTimeout(() => cancel(), ms);
  const cancel = (): void => {
    stop();
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    finish();
  };
  signal.addEventListener('abort', cancel, { once: true });
  return { wait, cancel };
}
