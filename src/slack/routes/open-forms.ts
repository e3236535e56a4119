import type { ModalView } from '@slack/types';
import type { Refused } from '../../flows/api.ts';
import type { PostmortemStatus } from '../../flows/messages.ts';
import { buildChooseOriginModal } from '../modals/choose-origin-modal.ts';
import { buildNoticeModal } from '../modals/notice-modal.ts';
import { buildOverrideModeModal } from '../modals/override-mode-modal.ts';
import { buildOwnerModal, buildSnoozeModal, buildWaiveModal } from '../modals/postmortem-modals.ts';
import { buildReopenModal, buildResolveModal } from '../modals/resolve-modal.ts';
import { buildAddActionModal, buildReversalPlanModal } from '../modals/reversal-modals.ts';
import { buildRootCauseModal } from '../modals/root-cause-modal.ts';
import { buildSkipItemModal } from '../modals/skip-item-modal.ts';
import { buildStatusUpdateModal } from '../modals/status-update-modal.ts';
import { buildWrongOutputModal } from '../modals/wrong-output-modal.ts';
import { isItem, parseCount } from './known-words.ts';
import type { ActionRoute, OpeningClick } from './route.ts';

function open(title: string, view: (click: OpeningClick) => ModalView | Refused | Promise<ModalView | Refused>) {
  return { does: 'open', title, view: async (click: OpeningClick) => await view(click) } satisfies ActionRoute;
}

function withPostmortem(title: string, view: (click: OpeningClick, postmortem: PostmortemStatus) => ModalView) {
  return open(title, async (click) => {
    const outcome = await click.flows.postmortem(click.incident.id);
    return outcome.ok ? view(click, outcome.postmortem) : outcome;
  });
}

const unknownTarget: Refused = {
  ok: false,
  code: 'not_found',
  message: 'That is not there any more. Look at the card.',
};

export const openMode = open('Override the mode', ({ incident, subject }) => {
  const current = incident.mode_override?.mode ?? incident.report?.classification.mode ?? null;
  return buildOverrideModeModal({ ...subject, current });
});

export const openOrigin = open('Choose the origin', ({ incident, subject }) =>
  buildChooseOriginModal({ ...subject, candidates: incident.report?.origin?.candidates ?? [] }),
);

export const openSkip = open('Skip an item', ({ subject, target }) =>
  isItem(target) ? buildSkipItemModal({ ...subject, item: target }) : unknownTarget,
);

export const openRootCause = open('Root cause', ({ incident, subject }) =>
  buildRootCauseModal({ ...subject, current: incident.root_cause }),
);

export const openResolve = open('Resolve the incident', ({ incident, subject }) => {
  const left = incident.checklist.filter(({ state }) => state === 'open' || state === 'in_progress');
  return buildResolveModal({ ...subject, open: left.map(({ name }) => name) });
});

export const openReopen = open('Reopen the incident', ({ subject }) => buildReopenModal(subject));

export const openStatus = open('Status update', ({ subject }) => buildStatusUpdateModal(subject));

export const openAddAction = open('Add an action', ({ subject }) => buildAddActionModal(subject));

export const openWrongOutput = open('Wrong output', ({ incident, subject }) => {
  const current = incident.wrong_output_step ?? incident.report?.wrong_output_step ?? null;
  return buildWrongOutputModal({ ...subject, current });
});

export const openReversalPlan = open('Plan', async ({ flows, incident, subject, target }) => {
  const outcome = await flows.blastRadius(incident.id);
  if (!outcome.ok) return outcome;
  const item = outcome.items.find(({ number }) => number === parseCount(target));
  if (item === undefined) return unknownTarget;
  const { number, entry, plan } = item;
  return buildReversalPlanModal({ ...subject, number, tool: entry.tool, plan });
});

export const openWaive = open('Waive the postmortem', ({ subject }) => buildWaiveModal(subject));

export const openSnooze = withPostmortem('Snooze the reminders', ({ subject }, { snoozes_left }) =>
  buildSnoozeModal({ ...subject, left: snoozes_left }),
);

export const openOwner = withPostmortem('Postmortem owner', ({ subject }, { owner }) =>
  buildOwnerModal({ ...subject, current: owner }),
);

/** A link of this person's own: what they write is theirs. */
export const openEditLink = open('Edit the postmortem', async ({ flows, click, incident, subject }) => {
  const outcome = await flows.postmortemEditLink({ incidentId: incident.id, by: click.record.user });
  if (!outcome.ok) return outcome;
  return buildNoticeModal({
    title: 'Edit the postmortem',
    symbol: 'info',
    lines: ['The link opens in your browser, for you alone, for an hour. What people wrote is never overwritten.'],
    link: { text: 'Edit ↗', url: outcome.url },
    renew: { incident: incident.id, revision: subject.revision },
  });
});

/** From a list: where the card of the incident is. */
export const openIncidentLink = open('Incident', async ({ flows, incident }) => {
  const place = await flows.placeOf(incident.id);
  const url = place?.permalink ?? null;
  return buildNoticeModal({
    title: `Incident #${incident.number}`.slice(0, 24),
    symbol: 'info',
    lines: [url === null ? 'Its card is not posted yet: try again in a moment.' : `Session ${incident.session_id}`],
    ...(url === null ? {} : { link: { text: 'Open the card ↗', url } }),
  });
});
