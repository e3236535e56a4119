import { withEmoji } from './emoji.js';
import { readField } from './fields.js';
import { renderOverflow } from './overflow.js';
import { h } from './tree.js';

/** A thing to press, choose or type into; `context.act(block, element, value)` hears of it outside inputs. */
export function renderElement(element, block, context) {
  const { input } = context;
  const described = [input?.hint, input?.error ? `${input.id}-error` : undefined].filter(Boolean).join(' ');
  const base = {
    id: input?.id,
    'data-block': block.block_id,
    'data-action': element.action_id,
    'data-kind': element.type,
    'aria-label': input ? undefined : (element.accessibility_label ?? element.placeholder?.text),
    'aria-invalid': input?.error ? 'true' : undefined,
    'aria-describedby': described === '' ? undefined : described,
    'aria-required': input && !block.optional ? 'true' : undefined,
  };
  const silent = input && !block.dispatch_action;
  const changed = silent ? {} : { change: (event) => context.act(block, element, readField(event.currentTarget)) };
  switch (element.type) {
    case 'button':
      return renderButton(element, block, context, base);
    case 'overflow':
      return renderOverflow(element, block, context);
    case 'static_select':
      return select(element, { ...base, on: changed }, optionsOf(element), [element.initial_option?.value]);
    case 'multi_static_select': {
      const chosen = (element.initial_options ?? []).map(({ value }) => value);
      return select(element, { ...base, multiple: true, size: 5, on: changed }, optionsOf(element), chosen);
    }
    case 'users_select':
      return select(element, { ...base, on: changed }, context.people ?? [], [element.initial_user]);
    case 'conversations_select':
      return select(element, { ...base, on: changed }, context.channels ?? [], [element.initial_conversation]);
    case 'checkboxes':
    case 'radio_buttons':
      return renderBoxes(element, base, changed, context.input);
    case 'datepicker':
      return h('input', { ...base, type: 'date', value: element.initial_date, on: changed });
    case 'plain_text_input':
      return renderTyping(element, base, silent ? null : (value) => context.act(block, element, value));
    case 'number_input': {
      const { initial_value, min_value, max_value, is_decimal_allowed } = element;
      const range = { min: min_value, max: max_value, step: is_decimal_allowed ? 'any' : 1 };
      return h('input', { ...base, ...range, type: 'number', value: initial_value, on: changed });
    }
    default:
      return `This element cannot be shown: ${element.type}`;
  }
}

function renderButton(element, block, context, base) {
  const press = () => context.act(block, element, undefined);
  const attributes = { ...base, class: `button ${element.style ?? ''}` };
  const words = withEmoji(element.text.text, element.text.emoji !== false);
  if (!element.url) return h('button', { ...attributes, type: 'button', on: { click: press } }, ...words);
  const href = /^https?:\/\//i.test(element.url) ? element.url : undefined;
  return h('a', { ...attributes, href, target: '_blank', rel: 'noopener noreferrer', on: { click: press } }, ...words);
}

/** @param dispatch - hears the text as the element's dispatch_action_config says, or null. */
function renderTyping(element, base, dispatch) {
  const on = dispatch ? dispatching(element, dispatch) : {};
  const attributes = {
    ...base,
    on,
    placeholder: element.placeholder?.text,
    minlength: element.min_length,
    maxlength: element.max_length ?? 3000,
    autocomplete: 'off',
  };
  if (element.multiline) return h('textarea', { ...attributes, rows: 5 }, element.initial_value ?? '');
  return h('input', { ...attributes, type: 'text', value: element.initial_value });
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object */
function dispatching(element, dispatch) {
  const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  return {
    ...(on.includes('on_character_entered') ? { input: (event) => dispatch(readField(event.currentTarget)) } : {}),
    ...(on.includes('on_enter_pressed')
      ? {
          keydown(event) {
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            dispatch(readField(event.currentTarget));
          },
        }
      : {}),
  };
}

function renderBoxes(element, base, changed, input) {
  const single = element.type === 'radio_buttons';
  const chosen = single ? [element.initial_option?.value] : (element.initial_options ?? []).map(({ value }) => value);
  const name = `${base['data-block']}-${element.action_id}`;
  const boxes = element.options.map(({ text, description, value }) =>
    h(
      'label',
      { class: 'box' },
      h('input', { type: single ? 'radio' : 'checkbox', name, value, checked: chosen.includes(value) }),
      h('span', {}, text.text, ...(description ? [h('span', { class: 'hint' }, description.text)] : [])),
    ),
  );
  const labelled = input ? { 'aria-labelledby': `${input.id}-label`, 'aria-label': undefined } : {};
  return h(
    'div',
    { ...base, ...labelled, class: 'boxes', role: single ? 'radiogroup' : 'group', on: changed },
    ...boxes,
  );
}

function optionsOf(element) {
  const plain = ({ text, value }) => ({ label: text.text, value });
  if (element.options) return element.options.map(plain);
  return (element.option_groups ?? []).map(({ label, options }) => ({
    label: label.text,
    options: options.map(plain),
  }));
}

function select(element, attributes, options, chosen) {
  const entry = ({ label, value, options: inner }) =>
    inner
      ? h('optgroup', { label }, ...inner.map(entry))
      : h('option', { value, selected: chosen.includes(value) }, label);
  const nothing = attributes.multiple ? [] : [h('option', { value: '' }, element.placeholder?.text ?? 'Choose…')];
  return h('select', attributes, ...nothing, ...options.map(entry));
}
