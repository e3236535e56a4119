import type { ModalView } from '@slack/types';
import { parseActionValue } from '../action-ids.ts';
import { buildErrorMessage } from '../blocks/error-message.ts';
import type { Desk } from '../desk.ts';
import { errorFacts, explainError } from '../explain-error.ts';
import type { Click } from '../inbound/read.ts';
import { buildLoadingModal, buildNoticeModal } from '../modals/notice-modal.ts';
import type { ActionRoute } from '../routes/route.ts';
import { refusalOf } from '../slack-errors.ts';
import { openView, updateView } from '../views.ts';

type LookingRoute = Extract<ActionRoute, { does: 'open' | 'turn' }>;

/** Shows what a click asks to see. Changes nothing, so nothing is recorded; what goes wrong is told. */
export async function look(desk: Desk, click: Click, route: LookingRoute, target: string): Promise<void> {
  try {
    if (route.does === 'open') return await open(desk, click, route, target);
    const value = parseActionValue(click.record.value) ?? { incident: '', revision: 0 };
    await route.run({ desk, flows: desk.flows, click, value, target });
  } catch (error) {
    const correlationId = desk.newId();
    desk.log.error({ correlationId, actionId: click.record.actionId, ...errorFacts(error) }, 'a look failed');
    const late = refusalOf(error) === 'expired_trigger_id';
    const said = late
      ? { problem: 'That took too long for Slack.', wayOut: 'Press the button again.', correlationId }
      : explainError(error, correlationId);
    await desk.answers.tell(click.record, buildErrorMessage(said));
  }
}

/** A trigger lives three seconds: a view is opened at once, and filled when its content is there. */
async function open(
  desk: Desk,
  click: Click,
  route: Extract<ActionRoute, { does: 'open' }>,
  target: string,
): Promise<void> {
  if (click.triggerId === null) return;
  const [opened, built] = await Promise.allSettled([
    openView(desk, click.triggerId, buildLoadingModal(route.title)),
    build(desk, click, route, target),
  ]);
  if (opened.status === 'rejected') throw opened.reason;
  if (opened.value === null) return;
  if (built.status === 'fulfilled') return void (await updateView(desk, opened.value, built.value));
  const correlationId = desk.newId();
  desk.log.error({ correlationId, ...errorFacts(built.reason) }, 'a view could not be filled');
  const { problem, wayOut } = explainError(built.reason, correlationId);
  const lines = [problem, wayOut, `Reference ${correlationId}`];
  await updateView(desk, opened.value, buildNoticeModal({ title: route.title, symbol: 'warning', lines }));
}

async function build(
  desk: Desk,
  click: Click,
  route: Extract<ActionRoute, { does: 'open' }>,
  target: string,
): Promise<ModalView> {
  const { flows } = desk;
  const { record } = click;
  const value = parseActionValue(record.value);
  const incident = value === null ? null : await flows.findIncident(value.incident);
  if (value === null || incident === null) {
    return buildNoticeModal({ title: route.title, symbol: 'warning', lines: ['This incident is not there any more.'] });
  }
  const { id, number } = incident;
  const from = { channel: record.channel, threadTs: record.threadTs };
  const subject = { incident: { id, number }, revision: value.revision, from };
  const view = await route.view({ desk, flows, click, value, target, incident, subject });
  if (!('ok' in view)) return view;
  return buildNoticeModal({ title: route.title, symbol: 'warning', lines: [view.message] });
}
