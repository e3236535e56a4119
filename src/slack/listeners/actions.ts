import type { App } from '@slack/bolt';
import { AppError } from '../../errors.ts';
import { parseActionValue } from '../action-ids.ts';
import { buildErrorMessage } from '../blocks/error-message.ts';
import { type Click, readClick } from '../inbound/read.ts';
import { findActionRoute } from '../routes/action-routes.ts';
import type { ActionRoute } from '../routes/route.ts';
import { digestOf, type Inbound, notRecorded, writeDown } from './inbound.ts';
import { look } from './look.ts';

/** Clicks closer together than this are one request where a request may be repeated, in seconds. */
const repeatAfter = 10;

/** Buttons, selects and menus: changes are recorded before they are acknowledged, looks are not recorded. */
export function registerActions(app: App, inbound: Inbound): void {
  const { desk, now, onRecorded } = inbound;
  app.action({ type: 'block_actions' }, async ({ body, ack }) => {
    const receivedAt = now();
    const click = readClick(body, receivedAt);
    const { record } = click;
    const found = findActionRoute(record.actionId, record.value);
    if (found === null) desk.log.warn({ actionId: record.actionId }, 'a click on something unknown');
    if (found === null || found.route.does === 'nothing') return await ack();
    if (found.route.does !== 'record') {
      await ack();
      return await look(desk, click, found.route, found.target);
    }
    const key = keyOf(click, found.route, receivedAt);
    if (await writeDown(inbound, { kind: 'slack.action', key, payload: record, receivedAt })) {
      await ack();
      return onRecorded();
    }
    const correlationId = desk.newId();
    await desk.answers.tell(record, buildErrorMessage({ ...notRecorded, correlationId }));
    throw new AppError('slack.not-recorded', notRecorded.problem, { retryable: true, details: { correlationId } });
  });
}

/** What makes two clicks one request: incident, rendering, button and target; the person where it matters who. */
function keyOf({ record }: Click, route: Extract<ActionRoute, { does: 'record' }>, now: Date): string {
  const value = parseActionValue(record.value);
  const person = route.perPerson === true || value === null ? [record.user] : [];
  const window = route.repeatable === true ? [String(Math.floor(now.getTime() / 1000 / repeatAfter))] : [];
  const about =
    value === null
      ? [record.actionId, record.messageTs ?? '', digestOf(record.value)]
      : [`${value.incident}#${value.revision}`, record.actionId, ...(value.target === undefined ? [] : [value.target])];
  return ['action', ...about, ...person, ...window].join(':');
}
