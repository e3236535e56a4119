import type { KnownBlock, ModalView } from '@slack/types';
import type { OriginCandidate } from '../../forensics/report.ts';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { limits, plainTrace } from '../kit.ts';
import { formatPercent } from '../quantities.ts';
import { inputBlockIds, option, reasonInput } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

export interface ChooseOriginModel extends ViewSubject {
  /** Best first. */
  candidates: readonly OriginCandidate[];
}

function candidateInput(candidates: readonly OriginCandidate[]): KnownBlock[] {
  const steps = [...new Set(candidates.map(({ step }) => step))];
  const best = steps.flatMap((step) => candidates.find((candidate) => candidate.step === step) ?? []);
  const options = best.slice(0, limits.radioOptions).map(({ step, score, why }) => {
    const reason = plainTrace(why, limits.optionText);
    return option(`Step ${step} · ${formatPercent(score)}`, String(step), reason === '' ? undefined : reason);
  });
  if (options.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: inputBlockIds.candidate,
      optional: true,
      label: plain('Candidates'),
      element: { type: 'radio_buttons', action_id: actionIds.originChoice, options },
    },
  ];
}

/** Another origin: one of the candidates, or any step by its number, which wins; with the reason. */
export function buildChooseOriginModal(model: ChooseOriginModel): ModalView {
  const { incident, candidates } = model;
  return {
    type: 'modal',
    callback_id: viewIds.chooseOrigin,
    title: plain('Choose the origin'),
    submit: plain('Choose'),
    close: plain('Cancel'),
    private_metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(
        `Incident #${incident.number}. The origin is the earliest step that put something wrong into the context. ` +
          'Cascade and blast radius are worked out again from the step you choose.',
      ),
      ...candidateInput(candidates),
      {
        type: 'input',
        block_id: inputBlockIds.step,
        optional: true,
        label: plain('Another step, by its number'),
        element: { type: 'number_input', action_id: actionIds.originStep, is_decimal_allowed: false, min_value: '1' },
      },
      reasonInput('Why this step?'),
    ],
  };
}
