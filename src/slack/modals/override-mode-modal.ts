import type { ModalView } from '@slack/types';
import type { Verdict } from '../../forensics/report.ts';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { verdictNames } from '../words.ts';
import { inputBlockIds, option, reasonInput } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

export interface OverrideModeModel extends ViewSubject {
  /** The verdict in force; null before there is a report. */
  current: Verdict | null;
}

/** Another failure mode than the report's, with the reason. */
export function buildOverrideModeModal(model: OverrideModeModel): ModalView {
  const { incident, current } = model;
  const options = Object.entries(verdictNames).map(([verdict, name]) => option(name, verdict));
  const initial = options.find(({ value }) => value === current);
  const now = current === null ? 'not classified yet' : verdictNames[current];
  return {
    type: 'modal',
    callback_id: viewIds.overrideMode,
    title: plain('Override the mode'),
    submit: plain('Override'),
    close: plain('Cancel'),
    private_metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${incident.number} · now: ${now}`),
      {
        type: 'input',
        block_id: inputBlockIds.mode,
        label: plain('Failure mode'),
        element: {
          type: 'static_select',
          action_id: actionIds.modeChoice,
          options,
          ...(initial === undefined ? {} : { initial_option: initial }),
        },
      },
      reasonInput('Why?'),
    ],
  };
}
