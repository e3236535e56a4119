import type { ModalView } from '@slack/types';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { form } from './frame.ts';
import { inputBlockIds } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

/** What stakeholders should know, in a person's own words. */
export function buildStatusUpdateModal(model: ViewSubject): ModalView {
  return form({
    callback: viewIds.statusUpdate,
    title: 'Status update',
    submit: 'Post',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${model.incident.number}. It goes to the stakeholder channel and into the timeline.`),
      {
        type: 'input',
        block_id: inputBlockIds.status,
        label: plain('What is known, what is being done, when will there be news?'),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.statusText,
          multiline: true,
          min_length: 3,
          max_length: 2000,
        },
      },
    ],
  });
}
