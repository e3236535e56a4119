import type { App, Receiver } from '@slack/bolt';
import { AppError } from '../../errors.ts';
import { errorFacts } from '../explain-error.ts';
import { eventDelivery, homeOpened } from '../inbound/read.ts';
import { type Inbound, notRecorded, writeDown } from './inbound.ts';

/** The App Home: looked at, so nothing is recorded. All other events are recorded as they come in. */
export function registerEvents(app: App, { desk }: Inbound): void {
  app.event('app_home_opened', async ({ body }) => {
    const user = homeOpened(body);
    if (user === null) return;
    try {
      await desk.notifier.publishHome(user, await desk.flows.listIncidents());
    } catch (error) {
      desk.log.warn(errorFacts(error), 'the App Home was not published');
    }
  });
}

/**
 * Bolt acknowledges events before it hands them on. Through this receiver they are written down first; when that
 * fails, they are not acknowledged, and Slack sends them again.
 */
export function recordEventsFirst(inner: Receiver, inbound: Inbound): Receiver {
  const { timelineReaction, now, onRecorded } = inbound;
  return {
    init(app) {
      const processEvent: App['processEvent'] = async (event) => {
        const delivery = eventDelivery(event.body, timelineReaction, now());
        if (delivery === null) return await app.processEvent(event);
        if (!(await writeDown(inbound, delivery))) {
          throw new AppError('slack.not-recorded', notRecorded.problem, { retryable: true });
        }
        await event.ack();
        onRecorded();
      };
      inner.init({ processEvent } as App);
    },
    start: (...args: unknown[]) => inner.start(...args),
    stop: (...args: unknown[]) => inner.stop(...args),
  };
}
