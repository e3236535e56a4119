import type { ModalView } from '@slack/types';
import type { ChecklistItemName } from '../../incident/incident.ts';
import { viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { checklistAdvice, checklistNames } from '../words.ts';
import { reasonInput } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

export interface SkipItemModel extends ViewSubject {
  item: ChecklistItemName;
}

/** Skipping an item of the checklist takes a reason. */
export function buildSkipItemModal(model: SkipItemModel): ModalView {
  const { incident, item } = model;
  return {
    type: 'modal',
    callback_id: viewIds.skipItem,
    title: plain(`Skip: ${checklistNames[item].toLowerCase()}`),
    submit: plain('Skip'),
    close: plain('Cancel'),
    private_metadata: formatMetadata({ ...subjectMetadata(model), item }),
    blocks: [
      section(`*${checklistNames[item]}*, incident #${incident.number}. ${checklistAdvice[item]}`),
      reasonInput('Why skip it?'),
    ],
  };
}
