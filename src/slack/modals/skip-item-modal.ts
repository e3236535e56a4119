import type { ModalView } from '@slack/types';
import type { ChecklistItemName } from '../../incident/incident.ts';
import { viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { checklistAdvice, checklistNames } from '../words.ts';
import { reasonInput } from './inputs.ts';
import { formatMetadata } from './metadata.ts';

export interface SkipItemModel {
  incident: { id: string; number: number };
  revision: number;
  item: ChecklistItemName;
}

/** Skipping an item of the checklist takes a reason. */
export function buildSkipItemModal({ incident, revision, item }: SkipItemModel): ModalView {
  return {
    type: 'modal',
    callback_id: viewIds.skipItem,
    title: plain(`Skip: ${checklistNames[item].toLowerCase()}`),
    submit: plain('Skip'),
    close: plain('Cancel'),
    private_metadata: formatMetadata({ incident: incident.id, revision, item }),
    blocks: [
      section(`*${checklistNames[item]}*, incident #${incident.number}. ${checklistAdvice[item]}`),
      reasonInput('Why skip it?'),
    ],
  };
}
