import { z } from 'zod';
import { anyText, confirm, id, option, optionGroup, plainText } from './objects.ts';

// https://docs.slack.dev/reference/block-kit/block-elements: each limit stands on the page of its element.
const common = { action_id: id.optional(), confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const placeholder = plainText(150).optional();

const button = z.strictObject({
  type: z.literal('button'),
  action_id: id.optional(),
  confirm: confirm.optional(),
  text: plainText(75),
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
});
const options = z.array(option).min(1).max(100);
const groups = z.array(optionGroup).min(1).max(100);
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  ...common,
  placeholder,
  options: options.optional(),
  option_groups: groups.optional(),
  initial_option: option.optional(),
});
const multiStaticSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...common,
  placeholder,
  options: options.optional(),
  option_groups: groups.optional(),
  initial_options: options.optional(),
  max_selected_items: z.int().min(1).optional(),
});
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...common,
  placeholder,
  initial_user: z.string().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...common,
  placeholder,
  initial_conversation: z.string().optional(),
  default_to_current_conversation: z.boolean().optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  confirm: confirm.optional(),
  options: z.array(option).min(1).max(5),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...common,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).max(10).optional(),
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...common,
  options: z.array(option).min(1).max(10),
  initial_option: option.optional(),
});
const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...common,
  placeholder,
  initial_date: z.iso.date().optional(),
});
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: id.optional(),
  focus_on_load: z.boolean().optional(),
  placeholder,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).optional() })
    .optional(),
});
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  action_id: id.optional(),
  focus_on_load: z.boolean().optional(),
  placeholder,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});

/** The picture of a context block or beside a section. */
export const imageElement = z.strictObject({
  type: z.literal('image'),
  image_url: z.string().min(1).max(3000),
  alt_text: z.string().min(1).max(2000),
});

const choosers = [staticSelect, multiStaticSelect, usersSelect, conversationsSelect, checkboxes] as const;
const pickers = [radioButtons, datepicker] as const;

export const actionElement = z.discriminatedUnion('type', [button, overflow, ...choosers, ...pickers]);
export const accessory = z.discriminatedUnion('type', [button, overflow, imageElement, ...choosers, ...pickers]);
export const inputElement = z.discriminatedUnion('type', [plainTextInput, numberInput, ...choosers, ...pickers]);
export const contextElement = z.union([imageElement, anyText(2000)]);

/** Anything a person can press, choose or type into. */
export type Interactive = z.infer<typeof actionElement> | z.infer<typeof inputElement>;
