import type { ModalView } from '@slack/types';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { formatCounted } from '../quantities.ts';
import { form } from './frame.ts';
import { inputBlockIds, reasonInput } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

/** The longest that reminders can be put off at once; whoever keeps them may allow less. */
const mostHours = 168;

/** No postmortem after all: that takes a reason, which stays on record. */
export function buildWaiveModal(model: ViewSubject): ModalView {
  return form({
    callback: viewIds.waive,
    title: 'Waive the postmortem',
    submit: 'Waive',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${model.incident.number}. No postmortem is written and no reminder is sent any more.`),
      reasonInput('Why is none needed?'),
    ],
  });
}

/** Puts the reminders off; the time the postmortem is due stays. */
export function buildSnoozeModal(model: ViewSubject & { left: number }): ModalView {
  const { incident, left } = model;
  return form({
    callback: viewIds.snooze,
    title: 'Snooze the reminders',
    submit: 'Snooze',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${incident.number}. ${formatCounted(left, 'snooze')} left; it stays due when it is due.`),
      {
        type: 'input',
        block_id: inputBlockIds.hours,
        label: plain('For how many hours?'),
        element: {
          type: 'number_input',
          action_id: actionIds.snoozeHours,
          is_decimal_allowed: false,
          min_value: '1',
          max_value: String(mostHours),
          initial_value: '4',
        },
      },
    ],
  });
}

/** Who writes it: the reminders go to that person. */
export function buildOwnerModal(model: ViewSubject & { current: string | null }): ModalView {
  const { incident, current } = model;
  const known = current !== null && /^[UW][A-Z0-9]{2,20}$/.test(current);
  return form({
    callback: viewIds.owner,
    title: 'Postmortem owner',
    submit: 'Set owner',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${incident.number}. Who writes the postmortem?`),
      {
        type: 'input',
        block_id: inputBlockIds.owner,
        label: plain('Owner'),
        element: {
          type: 'users_select',
          action_id: actionIds.ownerChoice,
          ...(known ? { initial_user: current } : {}),
        },
      },
    ],
  });
}
