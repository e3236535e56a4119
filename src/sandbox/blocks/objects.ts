import { z } from 'zod';

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object: a plain_text object of at most `max` characters. */
export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

/** A mrkdwn or plain_text object of at most `max` characters; same page. */
export function anyText(max: number) {
  const markdown = z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
  return z.discriminatedUnion('type', [plainText(max), markdown]);
}

/** block_id and action_id, on the page of every block and element: 255 characters. */
export const id = z.string().min(1).max(255);

/** https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
export const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
});

// https://docs.slack.dev/reference/block-kit/composition-objects/option-object: menus take plain text alone, and only
// those of an overflow menu may carry an address.
const value = z.string().min(1).max(150);

/** An option of a select menu. */
export const option = z.strictObject({ text: plainText(75), value, description: plainText(75).optional() });

/** An option of radio buttons or checkboxes. */
export const markedOption = z.strictObject({ text: anyText(75), value, description: anyText(75).optional() });

/** An option of an overflow menu. */
export const linkedOption = z.strictObject({
  text: plainText(75),
  value,
  description: plainText(75).optional(),
  url: z.string().max(3000).optional(),
});

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-group-object */
export const optionGroup = z.strictObject({ label: plainText(75), options: z.array(option).min(1).max(100) });
export type Option = z.infer<typeof markedOption>;

/** https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object */
export const dispatchConfig = z.strictObject({
  trigger_actions_on: z
    .array(z.enum(['on_enter_pressed', 'on_character_entered']))
    .min(1)
    .max(2)
    .optional(),
});
