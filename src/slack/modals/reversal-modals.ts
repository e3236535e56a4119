import type { InputBlock, ModalView } from '@slack/types';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { clipText, escapeMrkdwn } from '../kit.ts';
import { form } from './frame.ts';
import { inputBlockIds, option } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

const planChars = 1000;

function planInput(optional: boolean, initial: string): InputBlock {
  return {
    type: 'input',
    block_id: inputBlockIds.plan,
    optional,
    label: plain('How is it reversed, or settled?'),
    element: {
      type: 'plain_text_input',
      action_id: actionIds.actionPlan,
      multiline: true,
      max_length: planChars,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  };
}

/** An external action that the trace does not show. */
export function buildAddActionModal(model: ViewSubject): ModalView {
  return form({
    callback: viewIds.addAction,
    title: 'Add an action',
    submit: 'Add',
    metadata: formatMetadata(subjectMetadata(model)),
    blocks: [
      section(`Incident #${model.incident.number}. Something the agent did in the world that the trace does not show.`),
      {
        type: 'input',
        block_id: inputBlockIds.what,
        label: plain('What did it do?'),
        element: { type: 'plain_text_input', action_id: actionIds.actionWhat, min_length: 3, max_length: 300 },
      },
      {
        type: 'input',
        block_id: inputBlockIds.reversible,
        label: plain('Can it be reversed?'),
        element: {
          type: 'static_select',
          action_id: actionIds.actionReversible,
          options: [
            option('Not known yet', 'unknown'),
            option('Yes, it can be reversed', 'yes'),
            option('No, it is irreversible', 'no'),
          ],
          initial_option: option('Not known yet', 'unknown'),
        },
      },
      planInput(true, ''),
    ],
  });
}

/** How one external action is reversed, in a responder's words. */
export function buildReversalPlanModal(
  model: ViewSubject & { number: number; tool: string; plan: string | null },
): ModalView {
  const { incident, number, tool, plan } = model;
  return form({
    callback: viewIds.reversalPlan,
    title: `Plan for action ${number}`.slice(0, 24),
    submit: 'Save',
    metadata: formatMetadata({ ...subjectMetadata(model), number }),
    blocks: [
      section(`Incident #${incident.number}, action ${number}: *${escapeMrkdwn(tool, 120)}*`),
      planInput(false, clipText(plan ?? '', planChars)),
    ],
  });
}
