import { z } from 'zod';
import {
  anyText,
  confirm,
  dispatchConfig,
  id,
  linkedOption,
  markedOption,
  option,
  optionGroup,
  plainText,
} from './objects.ts';

const common = { action_id: id.optional(), confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const placeholder = plainText(150).optional();

// https://docs.slack.dev/reference/block-kit/block-elements/button-element
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

// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
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

// https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
const multiStaticSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...common,
  placeholder,
  options: options.optional(),
  option_groups: groups.optional(),
  initial_options: options.optional(),
  max_selected_items: z.int().min(1).optional(),
});

// https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id.optional(),
  confirm: confirm.optional(),
  options: z.array(linkedOption).min(1).max(5),
});

// https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...common,
  options: z.array(markedOption).min(1).max(10),
  initial_options: z.array(markedOption).min(1).max(10).optional(),
});

// https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  ...common,
  options: z.array(markedOption).min(1).max(10),
  initial_option: markedOption.optional(),
});

// https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element
const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...common,
  placeholder,
  initial_date: z.iso.date().optional(),
});

// https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: id.optional(),
  focus_on_load: z.boolean().optional(),
  placeholder,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  dispatch_action_config: dispatchConfig.optional(),
});

// https://docs.slack.dev/reference/block-kit/block-elements/number-input-element
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  action_id: id.optional(),
  focus_on_load: z.boolean().optional(),
  placeholder,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  dispatch_action_config: dispatchConfig.optional(),
});

/** The picture of a context block or beside a section: https://docs.slack.dev/reference/block-kit/block-elements/image-element */
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
// https://docs.slack.dev/reference/block-kit/blocks/context-block: the text of a piece has the limit of a text object.
export const contextElement = z.union([imageElement, anyText(3000)]);

/** Anything a person can press, choose or type into. */
export type Interactive = z.infer<typeof actionElement> | z.infer<typeof inputElement>;
