import type { InputBlock, PlainTextOption } from '@slack/types';
import { actionIds } from '../action-ids.ts';
import { plain } from '../blocks/elements.ts';

/** Ids of the input blocks, under which a submission carries what was entered. */
export const inputBlockIds = {
  limit: 'limit',
  mode: 'mode',
  candidate: 'candidate',
  step: 'step',
  reason: 'reason',
  what: 'what',
  reversible: 'reversible',
  plan: 'plan',
  status: 'status',
  rootCause: 'root_cause',
  hours: 'hours',
  owner: 'owner',
  session: 'session',
  sessionText: 'session_text',
} as const;

/** A reason in a person's own words; Slack refuses the submission without one. */
export function reasonInput(label: string, optional = false): InputBlock {
  return {
    type: 'input',
    block_id: inputBlockIds.reason,
    optional,
    label: plain(label),
    element: { type: 'plain_text_input', action_id: actionIds.reason, multiline: true, min_length: 3, max_length: 500 },
  };
}

export function option(text: string, value: string, description?: string): PlainTextOption {
  return { text: plain(text), value, ...(description === undefined ? {} : { description: plain(description) }) };
}
