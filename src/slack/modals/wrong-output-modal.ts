import type { ModalView } from '@slack/types';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { form } from './frame.ts';
import { inputBlockIds } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

/** The step whose output is known to be wrong: the walk back to the origin starts there. */
export function buildWrongOutputModal(model: ViewSubject & { current: number | null }): ModalView {
  const { incident, current } = model;
  return form({
    callback: viewIds.wrongOutput,
    title: 'Wrong output',
    submit: 'Analyse again',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(
        `Incident #${incident.number}. Which step gave the wrong output? The analysis starts there and walks back.`,
      ),
      {
        type: 'input',
        block_id: inputBlockIds.step,
        label: plain('Step'),
        element: {
          type: 'number_input',
          action_id: actionIds.wrongOutputStep,
          is_decimal_allowed: false,
          min_value: '1',
          ...(current === null ? {} : { initial_value: String(current) }),
        },
      },
    ],
  });
}
