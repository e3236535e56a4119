import { h } from './tree.js';

/** A thing to press, choose or type into; `context.act(block, element, value)` hears of it outside inputs. */
export function renderElement(element, block, context) {
  const { input } = context;
  const base = {
    id: input?.id,
    'data-block': block.block_id,
    'data-action': element.action_id,
    'data-kind': element.type,
    'aria-label': input ? undefined : (element.accessibility_label ?? element.placeholder?.text),
    'aria-invalid': input?.error ? 'true' : undefined,
    'aria-describedby': input?.error ? `${input.id}-error` : undefined,
  };
  const changed =
    input && !block.dispatch_action ? {} : { change: (event) => context.act(block, element, readField(event.target)) };
  switch (element.type) {
    case 'button':
      return renderButton(element, block, context, base);
    case 'overflow':
      return renderOverflow(element, block, context);
    case 'static_select':
      return select(element, { ...base, on: changed }, optionsOf(element), [element.initial_option?.value]);
    case 'multi_static_select': {
      const chosen = (element.initial_options ?? []).map(({ value }) => value);
      return select(element, { ...base, multiple: true, on: changed }, optionsOf(element), chosen);
    }
    case 'users_select':
      return select(element, { ...base, on: changed }, context.people ?? [], [element.initial_user]);
    case 'conversations_select':
      return select(element, { ...base, on: changed }, context.channels ?? [], [element.initial_conversation]);
    case 'checkboxes':
    case 'radio_buttons':
      return renderBoxes(element, block, context, base);
    case 'datepicker':
      return h('input', { ...base, type: 'date', value: element.initial_date, on: changed });
    case 'plain_text_input':
      return renderTyping(element, { ...base, on: changed });
    case 'number_input':
      return h('input', { ...base, type: 'number', value: element.initial_value, on: changed });
    default:
      return `This element cannot be shown: ${element.type}`;
  }
}

function renderButton(element, block, context, base) {
  const press = () => context.act(block, element, undefined);
  const attributes = { ...base, type: 'button', class: `button ${element.style ?? ''}` };
  if (element.url) {
    const safe = /^https?:\/\//i.test(element.url) ? element.url : undefined;
    return h(
      'a',
      {
        ...attributes,
        type: undefined,
        href: safe,
        target: '_blank',
        rel: 'noopener noreferrer',
        on: { click: press },
      },
      element.text.text,
    );
  }
  return h('button', { ...attributes, on: { click: press } }, element.text.text);
}

function renderOverflow(element, block, context) {
  const items = element.options.map((option) =>
    h(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        'data-block': block.block_id,
        'data-action': element.action_id,
        'data-value': option.value,
        on: { click: () => context.act(block, element, option.value) },
      },
      option.text.text,
    ),
  );
  return h(
    'details',
    { class: 'overflow' },
    h('summary', { 'aria-label': 'More actions' }, '⋯'),
    h('div', { role: 'menu' }, ...items),
  );
}

function renderTyping(element, base) {
  const attributes = {
    ...base,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length ?? 3000,
    autocomplete: 'off',
  };
  if (element.multiline) return h('textarea', { ...attributes, rows: 5 }, element.initial_value ?? '');
  return h('input', { ...attributes, type: 'text', value: element.initial_value });
}

function renderBoxes(element, block, context, base) {
  const single = element.type === 'radio_buttons';
  const chosen = single ? [element.initial_option?.value] : (element.initial_options ?? []).map(({ value }) => value);
  const name = `${block.block_id}-${element.action_id}`;
  const changed =
    context.input && !block.dispatch_action
      ? {}
      : { change: (event) => context.act(block, element, readField(event.currentTarget)) };
  const boxes = element.options.map((option) =>
    h(
      'label',
      { class: 'box' },
      h('input', {
        type: single ? 'radio' : 'checkbox',
        name,
        value: option.value,
        checked: chosen.includes(option.value),
      }),
      ` ${option.text.text}`,
    ),
  );
  return h(
    'div',
    {
      ...base,
      role: single ? 'radiogroup' : 'group',
      'aria-label': context.input?.label ?? base['aria-label'],
      on: changed,
    },
    ...boxes,
  );
}

function optionsOf(element) {
  const all = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap(({ options }) => options)];
  return all.map(({ text, value }) => ({ label: text.text, value }));
}

function select(element, attributes, options, chosen) {
  const nothing = attributes.multiple ? [] : [h('option', { value: '' }, element.placeholder?.text ?? 'Choose…')];
  const entries = options.map(({ label, value }) => h('option', { value, selected: chosen.includes(value) }, label));
  return h('select', attributes, ...nothing, ...entries);
}

/** What a field holds: text, a value, a list of values, or null for nothing. */
export function readField(field) {
  const kind = field.dataset.kind;
  if (kind === 'checkboxes') return [...field.querySelectorAll('input:checked')].map(({ value }) => value);
  if (kind === 'radio_buttons') return field.querySelector('input:checked')?.value ?? null;
  if (field.multiple) return [...field.selectedOptions].map(({ value }) => value);
  return field.value === '' ? null : field.value;
}
