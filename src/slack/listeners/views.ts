import type { App } from '@slack/bolt';
import { viewIds } from '../action-ids.ts';
import { chosenSession } from '../handlers/handle-view.ts';
import { readSubmission } from '../inbound/read.ts';
import type { ViewRecord } from '../inbound/records.ts';
import { inputBlockIds } from '../modals/inputs.ts';
import { parseMetadata } from '../modals/metadata.ts';
import { buildNoticeModal } from '../modals/notice-modal.ts';
import type { ViewRoute } from '../routes/route.ts';
import { viewRoutes } from '../routes/view-routes.ts';
import { containmentNames } from '../words.ts';
import { type Inbound, notRecorded, writeDown } from './inbound.ts';

type Checked = Pick<ViewRoute, 'after' | 'check'>;

const chooseSession: Checked = {
  after: 'close',
  check: (values) =>
    chosenSession(values) === '' ? { [inputBlockIds.sessionText]: 'Choose a session, or type its id.' } : {},
};

/** What is asked in a form before it is written down; null for a view that is nothing but read. */
function formOf(callback: string): Checked | null {
  if (callback === viewIds.chooseSession) return chooseSession;
  return Object.hasOwn(viewRoutes, callback) ? (viewRoutes[callback] ?? null) : null;
}

/** A containment without a plan that was shown: only the button to close is left. */
function hasNothingToConfirm({ callback, metadata }: ViewRecord): boolean {
  return callback === viewIds.containment && parseMetadata(metadata)?.digest === undefined;
}

/** Forms: checked, recorded, then acknowledged; what comes of it is told later. */
export function registerViews(app: App, inbound: Inbound): void {
  const { now, onRecorded } = inbound;
  app.view({ type: 'view_submission', callback_id: /.*/ }, async ({ body, ack }) => {
    const receivedAt = now();
    const { record, view } = readSubmission(body, receivedAt);
    const form = formOf(record.callback);
    if (form === null || hasNothingToConfirm(record)) return await ack();
    const errors = form.check?.(record.values) ?? {};
    if (Object.keys(errors).length > 0) return await ack({ response_action: 'errors', errors });
    const key = `view:${view.id}:${record.callback}:${parseMetadata(record.metadata)?.digest ?? view.hash ?? ''}`;
    if (!(await writeDown(inbound, { kind: 'slack.view', key, payload: record, receivedAt }))) {
      return await ack(refuse(record));
    }
    await (form.after === 'wait' ? ack({ response_action: 'update', view: waiting(record) }) : ack());
    onRecorded();
  });
}

function titleOf({ metadata }: ViewRecord): string {
  const kind = parseMetadata(metadata)?.kind;
  return kind === undefined ? 'Recorded' : containmentNames[kind];
}

function waiting(record: ViewRecord) {
  const lines = ['Recorded. It is being checked once more and carried out…'];
  return buildNoticeModal({ title: titleOf(record), symbol: 'waiting', lines });
}

/** Beside an input what was typed is kept; without one the view has to say it. */
function refuse(record: ViewRecord) {
  const [block] = Object.keys(record.values);
  const { problem, wayOut } = notRecorded;
  if (block !== undefined) return { response_action: 'errors', errors: { [block]: `${problem} ${wayOut}` } } as const;
  const view = buildNoticeModal({ title: titleOf(record), symbol: 'warning', lines: [problem, wayOut] });
  return { response_action: 'update', view } as const;
}
