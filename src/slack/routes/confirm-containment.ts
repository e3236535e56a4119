import type { ModalView } from '@slack/types';
import type { Outcome } from '../../flows/api.ts';
import { inputBlockIds } from '../modals/inputs.ts';
import { buildNoticeModal } from '../modals/notice-modal.ts';
import { updateView } from '../views.ts';
import { containmentNames } from '../words.ts';
import { planView } from './containment-clicks.ts';
import { parseCount } from './known-words.ts';
import type { RecordedForm } from './route.ts';

/**
 * Asks for the containment that was confirmed, and shows in the same view what came of it: requested, refused, or the
 * plan that has changed meanwhile, to be confirmed again.
 */
export async function confirmContainment(form: RecordedForm): Promise<Outcome | undefined> {
  const { desk, flows, metadata, asked, record } = form;
  const { kind, digest, revision, channel = null, thread = null } = metadata;
  if (kind === undefined || digest === undefined) {
    return {
      ok: false,
      code: 'invalid',
      message: 'No plan was shown that could be confirmed. Press the button again.',
    };
  }
  const limitPerMinute = kind === 'rate_limit' ? parseCount(form.entered(inputBlockIds.limit)) : null;
  const outcome = await flows.requestContainment({ ...asked, kind, digest, limitPerMinute, cardRevision: revision });
  const show = async (view: ModalView): Promise<boolean> => await updateView(desk, record.viewId, view);
  if (outcome.ok) {
    const lines = [
      'Requested. It is being carried out.',
      'The card and the checklist say “confirmed” only once the agent or the provider has said so.',
    ];
    await show(buildNoticeModal({ title: containmentNames[kind], symbol: 'done', lines }));
    return outcome;
  }
  if (outcome.code === 'conflict') {
    const plan = await flows.planContainment({ incidentId: asked.incidentId, kind, by: asked.by, limitPerMinute });
    if (plan.ok && plan.digest !== digest) {
      const about = { revision, kind, changed: true, from: { channel, threadTs: thread } };
      if (await show(planView(plan, about))) return undefined;
    }
  }
  // Shown in the view, or, where that was closed, told like any other refusal.
  const refused = buildNoticeModal({ title: containmentNames[kind], symbol: 'warning', lines: [outcome.message] });
  return (await show(refused)) ? undefined : outcome;
}
