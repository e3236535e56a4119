/** What a field holds: text, a value, a list of values, or null for nothing. */
export function readField(field) {
  const kind = field.dataset.kind;
  if (kind === 'checkboxes') return [...field.querySelectorAll('input:checked')].map(({ value }) => value);
  if (kind === 'radio_buttons') return field.querySelector('input:checked')?.value ?? null;
  if (field.multiple) return [...field.selectedOptions].map(({ value }) => value);
  return field.value === '' ? null : field.value;
}

/** What stands in the fields below an element: block id → action id → value. `kinds` narrows it to some elements. */
export function collect(root, kinds) {
  const values = {};
  for (const field of root?.querySelectorAll('[data-block][data-kind]') ?? []) {
    const { block, action, kind } = field.dataset;
    if (kind === 'button' || kind === 'overflow' || (kinds && !kinds.includes(kind))) continue;
    values[block] = { ...values[block], [action]: readField(field) };
  }
  return values;
}

/** Puts values back into the fields of the same names. */
export function restore(root, values) {
  for (const field of root.querySelectorAll('[data-block][data-kind]')) {
    const value = values[field.dataset.block]?.[field.dataset.action];
    if (value === undefined) continue;
    const chosen = Array.isArray(value) ? value : [value];
    if (field.dataset.kind === 'checkboxes' || field.dataset.kind === 'radio_buttons') {
      for (const box of field.querySelectorAll('input')) box.checked = chosen.includes(box.value);
    } else if (field.multiple) {
      for (const option of field.options) option.selected = chosen.includes(option.value);
    } else field.value = value ?? '';
  }
}
