import type { ModalView } from '@slack/types';
import type { ContainmentPlan } from '../../flows/api.ts';
import type { ContainmentKind } from '../../incident/incident.ts';
import { buildContainmentModal } from '../modals/containment-modal.ts';
import { parseMetadata, type ViewSubject } from '../modals/metadata.ts';
import { buildNoticeModal } from '../modals/notice-modal.ts';
import { updateView } from '../views.ts';
import { containmentNames } from '../words.ts';
import { parseCount } from './known-words.ts';
import type { ActionRoute } from './route.ts';

/** The question whether to do it, with the plan as it is now. */
export function planView(
  plan: ContainmentPlan,
  about: Omit<ViewSubject, 'incident'> & { kind: ContainmentKind; changed?: boolean },
): ModalView {
  const { incident, lines, digest, finished, rate } = plan;
  return buildContainmentModal({ ...about, incident, plan: { lines, digest, finished, rate } });
}

/** Opens the question before a destructive action: nothing happens before it is confirmed there. */
export function openContainment(kind: ContainmentKind): ActionRoute {
  return {
    does: 'open',
    title: containmentNames[kind],
    async view({ flows, click, incident, subject }) {
      const asked = { incidentId: incident.id, kind, by: click.record.user, limitPerMinute: null };
      const outcome = await flows.planContainment(asked);
      return outcome.ok ? planView(outcome, { ...subject, kind }) : outcome;
    },
  };
}

/** Another limit is another plan: it is worked out and shown before it can be confirmed. */
export const turnLimit: ActionRoute = {
  does: 'turn',
  async run({ desk, flows, click }) {
    const metadata = parseMetadata(click.view?.private_metadata ?? '');
    const limitPerMinute = parseCount(click.record.value);
    if (click.view === null || metadata?.kind === undefined || limitPerMinute === null) return;
    const { kind, revision, incident: incidentId, channel = null, thread = null } = metadata;
    const outcome = await flows.planContainment({ incidentId, kind, by: click.record.user, limitPerMinute });
    const view = outcome.ok
      ? planView(outcome, { revision, kind, from: { channel, threadTs: thread } })
      : buildNoticeModal({ title: containmentNames[kind], symbol: 'warning', lines: [outcome.message] });
    // Of two choices made quickly, the later one has the newer view.
    await updateView(desk, click.view.id, view, click.view.hash ?? undefined);
  },
};
