import type { Interactive } from '../blocks/elements.ts';
import { elementsOf } from '../blocks/elements-of.ts';
import type { Option } from '../blocks/objects.ts';
import type { Block } from '../blocks/schema.ts';
import { SlackFailure } from '../failure.ts';

/** What a person has typed or chosen: block id, action id, then the text, the value or values, or null for nothing. */
export type Values = Readonly<Record<string, Readonly<Record<string, string | readonly string[] | null>>>>;

type State = Record<string, Record<string, Record<string, unknown>>>;

/** The `state.values` of a view or message, as payloads carry it. */
export function toState(blocks: readonly Block[], values: Values): State {
  const state: State = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      if (element.type === 'button' || element.type === 'overflow') continue;
      const { block_id = '', action_id = '' } = { block_id: block.block_id, action_id: element.action_id };
      const given = values[block_id]?.[action_id];
      state[block_id] = { ...state[block_id], [action_id]: { type: element.type, ...pick(element, given) } };
    }
  }
  return state;
}

/**
 * What an element says in a payload.
 *
 * @param given - undefined for the initial value.
 * @throws SlackFailure `invalid_option` for a value the element does not offer.
 */
export function pick(
  element: Interactive,
  given: string | readonly string[] | null | undefined,
): Record<string, unknown> {
  const one = Array.isArray(given) ? given[0] : (given as string | null | undefined);
  const many = given === null || given === undefined ? [] : typeof given === 'string' ? [given] : [...given];
  switch (element.type) {
    case 'button':
      return element.value === undefined ? {} : { value: element.value };
    case 'overflow':
      return { selected_option: findOption(element.options, one) };
    case 'static_select':
    case 'radio_buttons':
      if (given === undefined) return { selected_option: element.initial_option ?? null };
      return { selected_option: one === null ? null : findOption(optionsOf(element), one) };
    case 'multi_static_select':
    case 'checkboxes':
      if (given === undefined) return { selected_options: element.initial_options ?? [] };
      return { selected_options: many.map((value) => findOption(optionsOf(element), value)) };
    case 'users_select':
      return { selected_user: given === undefined ? (element.initial_user ?? null) : one };
    case 'conversations_select':
      return { selected_conversation: given === undefined ? (element.initial_conversation ?? null) : one };
    case 'datepicker':
      return { selected_date: given === undefined ? (element.initial_date ?? null) : one };
    default:
      return { value: given === undefined ? (element.initial_value ?? null) : one || null };
  }
}

type Chooser = Extract<Interactive, { options?: Option[] | undefined }>;

function optionsOf(element: Chooser): readonly Option[] {
  const groups = 'option_groups' in element ? (element.option_groups ?? []) : [];
  return [...(element.options ?? []), ...groups.flatMap(({ options }) => options)];
}

function findOption(options: readonly Option[], value: string | null | undefined): Option {
  const found = options.find((option) => option.value === value);
  if (found === undefined) throw new SlackFailure('invalid_option');
  return found;
}

/** What the client refuses to submit: block id to a sentence. Empty when all is well. */
export function findMissing(blocks: readonly Block[], values: Values): Record<string, string> {
  const state = toState(blocks, values);
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input') continue;
    const { element, block_id = '' } = block;
    const said = Object.values(state[block_id]?.[element.action_id ?? ''] ?? {}).at(1);
    const empty = said === null || said === undefined || said === '' || (Array.isArray(said) && said.length === 0);
    if (empty && block.optional !== true) errors[block_id] = 'Please complete this required field.';
    if (element.type !== 'plain_text_input' || typeof said !== 'string') continue;
    if (said.length < (element.min_length ?? 0)) errors[block_id] = `At least ${element.min_length} characters.`;
    if (said.length > (element.max_length ?? 3000))
      errors[block_id] = `At most ${element.max_length ?? 3000} characters.`;
  }
  return errors;
}
