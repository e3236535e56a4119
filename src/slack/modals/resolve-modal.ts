import type { ModalView } from '@slack/types';
import type { ChecklistItemName } from '../../incident/incident.ts';
import { viewIds } from '../action-ids.ts';
import { section } from '../blocks/elements.ts';
import { checklistNames } from '../words.ts';
import { form } from './frame.ts';
import { reasonInput } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

/** The end of an incident; with items of the checklist open it takes a reason. */
export function buildResolveModal(model: ViewSubject & { open: readonly ChecklistItemName[] }): ModalView {
  const { incident, open } = model;
  const items = open.map((name) => checklistNames[name]).join(', ');
  const state = open.length === 0 ? 'All five items are finished or skipped.' : `*Still open:* ${items}.`;
  return form({
    callback: viewIds.resolve,
    title: 'Resolve the incident',
    submit: 'Resolve',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${incident.number}. ${state}`, 'A kill that is in force ends with the incident.'),
      reasonInput(open.length === 0 ? 'Anything to add?' : 'Why is it over all the same?', open.length === 0),
    ],
  });
}

/** Taking an incident up again takes a reason. */
export function buildReopenModal(model: ViewSubject): ModalView {
  return form({
    callback: viewIds.reopen,
    title: 'Reopen the incident',
    submit: 'Reopen',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [section(`Incident #${model.incident.number} is resolved.`), reasonInput('Why is it not over?')],
  });
}
