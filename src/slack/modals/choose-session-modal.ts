import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { actionIds, viewIds } from '../action-ids.ts';
import { plain, section } from '../blocks/elements.ts';
import { limits, plainTrace } from '../kit.ts';
import { form } from './frame.ts';
import { inputBlockIds, option } from './inputs.ts';

/** The message the shortcut was used on. */
export const SessionMetadata = z.strictObject({
  channel: z.string().max(40).nullable(),
  thread: z.string().max(40).nullable(),
});
export type SessionMetadata = z.infer<typeof SessionMetadata>;

/** Ids that a radio button can carry whole. */
function choices(ids: readonly string[]): KnownBlock[] {
  const carried = [...new Set(ids)].filter((id) => id.length <= limits.optionValue).slice(0, limits.radioOptions);
  if (carried.length === 0) return [];
  const options = carried.map((id) => option(plainTrace(id, limits.optionText) || '(unreadable)', id));
  const [first] = options;
  return [
    {
      type: 'input',
      block_id: inputBlockIds.session,
      optional: true,
      label: plain('Found in the message'),
      element: {
        type: 'radio_buttons',
        action_id: actionIds.sessionChoice,
        options,
        ...(first === undefined ? {} : { initial_option: first }),
      },
    },
  ];
}

/** Which of the sessions a message speaks of; any other can be typed, and goes before a choice. */
export function buildChooseSessionModal(model: { ids: readonly string[]; from: SessionMetadata }): ModalView {
  const found = choices(model.ids);
  const intro = found.length === 0 ? 'No session id was found in this message.' : 'Which session went wrong?';
  return form({
    callback: viewIds.chooseSession,
    title: 'Open an incident',
    submit: 'Open',
    metadata: JSON.stringify(model.from),
    blocks: [
      section(intro),
      ...found,
      {
        type: 'input',
        block_id: inputBlockIds.sessionText,
        optional: found.length > 0,
        label: plain(found.length === 0 ? 'Session id' : 'Another session id'),
        element: { type: 'plain_text_input', action_id: actionIds.sessionText, max_length: 256 },
      },
    ],
  });
}

/** Reads `private_metadata` of {@link buildChooseSessionModal}; null when it is none. */
export function parseSessionMetadata(text: string): SessionMetadata | null {
  try {
    return SessionMetadata.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
