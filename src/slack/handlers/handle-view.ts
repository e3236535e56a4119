import { viewIds } from '../action-ids.ts';
import type { Desk } from '../desk.ts';
import { explainRefusal } from '../explain-error.ts';
import type { Asked, ViewRecord } from '../inbound/records.ts';
import { parseSessionMetadata } from '../modals/choose-session-modal.ts';
import { inputBlockIds } from '../modals/inputs.ts';
import { parseMetadata } from '../modals/metadata.ts';
import { openSession } from '../routes/open-session.ts';
import { viewRoutes } from '../routes/view-routes.ts';

/** Does what a form asked for. What it changed shows itself; only a refusal is told, where the form was opened. */
export async function handleView(desk: Desk, record: ViewRecord, key: string): Promise<void> {
  if (record.callback === viewIds.chooseSession) return await openChosen(desk, record, key);
  const route = viewRoutes[record.callback];
  const metadata = parseMetadata(record.metadata);
  if (route === undefined || metadata === null) {
    return desk.log.warn({ callback: record.callback }, 'a form that does nothing');
  }
  const asked = { incidentId: metadata.incident, by: record.user, requestKey: key };
  const entered = (block: string): string => (record.values[block] ?? '').trim();
  const { flows } = desk;
  const outcome = await route.run({ desk, flows, record, key, metadata, asked, entered });
  if (outcome === undefined || outcome.ok || outcome.code === 'repeated') return;
  await desk.answers.say(whereOpened(record), key, explainRefusal(outcome, desk.newId()));
}

/** Where the person was when they opened the form. */
export function whereOpened(record: ViewRecord): Asked {
  if (record.callback === viewIds.chooseSession) {
    const from = parseSessionMetadata(record.metadata);
    return { ...record, channel: from?.channel ?? null, threadTs: from?.thread ?? null };
  }
  const metadata = parseMetadata(record.metadata);
  return { ...record, channel: metadata?.channel ?? null, threadTs: metadata?.thread ?? null };
}

/** What was chosen or typed in the form of the shortcut; what was typed goes first. */
export function chosenSession(values: ViewRecord['values']): string {
  return (values[inputBlockIds.sessionText] ?? '').trim() || (values[inputBlockIds.session] ?? '').trim();
}

async function openChosen(desk: Desk, record: ViewRecord, key: string): Promise<void> {
  const sessionId = chosenSession(record.values);
  if (sessionId === '') return;
  await openSession(desk, whereOpened(record), key, { sessionId, wrongOutputStep: null });
}
