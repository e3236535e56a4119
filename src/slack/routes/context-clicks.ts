import { buildContextModal } from '../modals/context-modal.ts';
import { parseMetadata } from '../modals/metadata.ts';
import { buildNoticeModal } from '../modals/notice-modal.ts';
import { updateView } from '../views.ts';
import type { ActionRoute } from './route.ts';

/** What the model saw at the origin in force. */
export const openContext: ActionRoute = {
  does: 'open',
  title: 'Context',
  async view({ flows, incident, subject }) {
    const step = incident.origin_override?.step ?? incident.report?.origin?.step;
    if (step === undefined) {
      return { ok: false, code: 'conflict', message: 'No step is the origin yet. Choose one in the checklist.' };
    }
    const outcome = await flows.contextAtStep({ incidentId: incident.id, step });
    return outcome.ok ? buildContextModal({ ...subject, step, context: outcome.context, page: 1 }) : outcome;
  },
};

/** Another page of the same context. */
export function turnContext(pageAfter: (page: number) => number): ActionRoute {
  return {
    does: 'turn',
    async run({ desk, flows, click }) {
      const { view } = click;
      const metadata = parseMetadata(view?.private_metadata ?? '');
      if (view === null || metadata?.step === undefined) return;
      const { step, page = 1, revision, channel = null, thread = null } = metadata;
      const outcome = await flows.contextAtStep({ incidentId: metadata.incident, step });
      const from = { channel, threadTs: thread };
      const next = outcome.ok
        ? buildContextModal({
            incident: outcome.incident,
            revision,
            from,
            step,
            context: outcome.context,
            page: pageAfter(page),
          })
        : buildNoticeModal({ title: 'Context', symbol: 'warning', lines: [outcome.message] });
      await updateView(desk, view.id, next, view.hash ?? undefined);
    },
  };
}
