import { parseActionValue } from '../action-ids.ts';
import type { Desk } from '../desk.ts';
import { explainRefusal } from '../explain-error.ts';
import type { ActionRecord } from '../inbound/records.ts';
import { buildNoticeModal } from '../modals/notice-modal.ts';
import { findActionRoute } from '../routes/action-routes.ts';
import { updateView } from '../views.ts';

/** Does what a click asked for. What it changed shows itself; only a refusal is told. */
export async function handleAction(desk: Desk, record: ActionRecord, key: string): Promise<void> {
  const found = findActionRoute(record.actionId, record.value);
  if (found?.route.does !== 'record') return desk.log.warn({ actionId: record.actionId }, 'a click that does nothing');
  const value = parseActionValue(record.value) ?? { incident: '', revision: 0 };
  const asked = { incidentId: value.incident, by: record.user, requestKey: key };
  const { flows } = desk;
  const outcome = await found.route.run({ desk, flows, record, key, value, target: found.target, asked });
  if (record.viewId !== null && outcome !== undefined) return await showInView(desk, record.viewId, outcome);
  if (outcome === undefined || outcome.ok || outcome.code === 'repeated') return;
  await desk.answers.say(record, key, explainRefusal(outcome, desk.newId()));
}

async function showInView(desk: Desk, viewId: string, outcome: { ok: true } | { ok: false; message: string }) {
  const view = outcome.ok
    ? buildNoticeModal({ title: 'Done', symbol: 'done', lines: ['Done.'] })
    : buildNoticeModal({ title: 'Not done', symbol: 'warning', lines: [outcome.message] });
  await updateView(desk, viewId, view);
}
