import { createHash } from 'node:crypto';
import type { Intake } from '../../flows/ports.ts';
import type { Desk } from '../desk.ts';
import { errorFacts } from '../explain-error.ts';
import type { Delivery } from '../inbound/read.ts';

/** What the listeners work with. */
export interface Inbound {
  desk: Desk;
  intake: Intake;
  timelineReaction: string;
  now: () => Date;
  /** Something was written down: somebody should do it. */
  onRecorded: () => void;
}

/** Said where something could not be written down. */
export const notRecorded = {
  problem: 'That could not be recorded, so nothing happened.',
  wayOut: 'Try again in a moment.',
} as const;

/** Writes it down before it is acknowledged. False when that failed: then it must not be acknowledged as done. */
export async function writeDown({ intake, desk }: Inbound, delivery: Delivery): Promise<boolean> {
  try {
    const fresh = await intake.record(delivery);
    if (!fresh) desk.log.info({ key: delivery.key }, 'delivered before');
    return true;
  } catch (error) {
    desk.log.error({ key: delivery.key, ...errorFacts(error) }, 'a delivery could not be recorded');
    return false;
  }
}

/** A short name for a long text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
