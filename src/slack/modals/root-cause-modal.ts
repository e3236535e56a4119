import type { ModalView } from '@slack/types';
import type { RootCause } from '../../incident/incident.ts';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { rootCauseWords } from '../words.ts';
import { form } from './frame.ts';
import { inputBlockIds, option } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

/** One root cause, clearly named: one of the four. */
export function buildRootCauseModal(model: ViewSubject & { current: RootCause | null }): ModalView {
  const options = Object.entries(rootCauseWords).map(([cause, { name, meaning }]) => option(name, cause, meaning));
  const initial = options.find(({ value }) => value === model.current);
  return form({
    callback: viewIds.rootCause,
    title: 'Root cause',
    submit: 'Choose',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${model.incident.number}. Which layer has to change so that it cannot happen again?`),
      {
        type: 'input',
        block_id: inputBlockIds.rootCause,
        label: plain('Root cause'),
        element: {
          type: 'radio_buttons',
          action_id: actionIds.rootCauseChoice,
          options,
          ...(initial === undefined ? {} : { initial_option: initial }),
        },
      },
    ],
  });
}
