import { viewIds } from '../action-ids.ts';
import { inputBlockIds as blocks } from '../modals/inputs.ts';
import { confirmContainment } from './confirm-containment.ts';
import { isRootCause, isVerdict, parseCount } from './known-words.ts';
import type { RecordedForm, ViewRoute } from './route.ts';

const reversibility = ['yes', 'no', 'unknown'] as const;

function close(run: ViewRoute['run'], check?: ViewRoute['check']): ViewRoute {
  return { after: 'close', run, ...(check === undefined ? {} : { check }) };
}

const withReason = (run: (form: RecordedForm, reason: string) => ReturnType<ViewRoute['run']>) =>
  close((form) => run(form, form.entered(blocks.reason)));

function needsStep(values: Readonly<Record<string, string | null>>): Record<string, string> {
  const step = parseCount(values[blocks.step] ?? values[blocks.candidate] ?? '');
  return step === null || step < 1 ? { [blocks.step]: 'Choose a candidate, or give the number of a step.' } : {};
}

/** What each form does once it is written down. */
export const viewRoutes: Readonly<Record<string, ViewRoute>> = {
  [viewIds.containment]: { after: 'wait', run: confirmContainment },
  [viewIds.chooseOrigin]: close(({ flows, asked, entered }) => {
    const step = parseCount(entered(blocks.step) || entered(blocks.candidate));
    return flows.decideOrigin({ ...asked, step, reason: entered(blocks.reason) });
  }, needsStep),
  [viewIds.overrideMode]: withReason(async ({ flows, asked, entered }, reason) => {
    const mode = entered(blocks.mode);
    return isVerdict(mode) ? await flows.decideMode({ ...asked, mode, reason }) : undefined;
  }),
  [viewIds.skipItem]: withReason(async ({ flows, asked, metadata }, reason) => {
    const { item } = metadata;
    return item === undefined ? undefined : await flows.changeItem({ ...asked, item, change: 'skip', reason });
  }),
  [viewIds.rootCause]: close(async ({ flows, asked, entered }) => {
    const rootCause = entered(blocks.rootCause);
    return isRootCause(rootCause) ? await flows.setRootCause({ ...asked, rootCause }) : undefined;
  }),
  [viewIds.resolve]: withReason(({ flows, asked }, reason) =>
    flows.resolveIncident({ ...asked, reason: reason === '' ? null : reason }),
  ),
  [viewIds.reopen]: withReason(({ flows, asked }, reason) => flows.reopenIncident({ ...asked, reason })),
  [viewIds.statusUpdate]: close(({ flows, asked, entered }) =>
    flows.postStatus({ ...asked, text: entered(blocks.status) }),
  ),
  [viewIds.addAction]: close(({ flows, asked, entered }) => {
    const reversible = reversibility.find((word) => word === entered(blocks.reversible)) ?? 'unknown';
    const plan = entered(blocks.plan);
    return flows.addReversal({ ...asked, what: entered(blocks.what), reversible, plan: plan === '' ? null : plan });
  }),
  [viewIds.reversalPlan]: close(async ({ flows, asked, metadata, entered }) => {
    const { number } = metadata;
    if (number === undefined) return undefined;
    return await flows.changeReversal({ ...asked, number, change: 'plan', plan: entered(blocks.plan) });
  }),
  [viewIds.wrongOutput]: close(
    ({ flows, asked, entered }) => flows.setWrongOutput({ ...asked, step: parseCount(entered(blocks.step)) ?? 0 }),
    needsStep,
  ),
  [viewIds.waive]: withReason(({ flows, asked }, reason) => flows.waivePostmortem({ ...asked, reason })),
  [viewIds.snooze]: close(
    ({ flows, asked, entered }) => flows.snoozePostmortem({ ...asked, hours: parseCount(entered(blocks.hours)) ?? 0 }),
    (values) => ((parseCount(values[blocks.hours] ?? '') ?? 0) > 0 ? {} : { [blocks.hours]: 'At least one hour.' }),
  ),
  [viewIds.owner]: close(
    ({ flows, asked, entered }) => flows.setPostmortemOwner({ ...asked, owner: entered(blocks.owner) }),
    (values) => (values[blocks.owner] ? {} : { [blocks.owner]: 'Choose a person.' }),
  ),
};
