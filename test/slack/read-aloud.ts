type Json = Readonly<Record<string, unknown>>;

const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

function said(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'text' in value ? said(value.text) : '';
}

function element(entry: Json): string {
  const { type, action_id, text, value, style, url, options, initial_option, initial_value, initial_user } = entry;
  if (type === 'mrkdwn' || type === 'plain_text') return said(entry);
  const more = Object.entries({ value, style, url, initial_value, initial_user })
    .filter(([, given]) => given !== undefined)
    .map(([name, given]) => `${name}=${String(given)}`);
  const chosen = JSON.stringify(initial_option);
  const choices = list(options).map((option) => {
    const about = option.description === undefined ? '' : ` (${said(option.description)})`;
    return `${JSON.stringify(option) === chosen ? '>' : ''}${said(option.text)}${about}`;
  });
  const what = type === 'button' ? said(text) : `${String(type)} ${choices.join(' / ')}`.trim();
  return `[${[what, String(action_id), ...more].join(' | ')}]`;
}

function block(entry: Json): string {
  const { type, text, label, hint, optional, element: input, accessory, elements } = entry;
  const parts = [
    ...(text === undefined ? [] : [said(text)]),
    ...(label === undefined ? [] : [`${said(label)}${optional === true ? ' (optional)' : ''}`]),
    ...(hint === undefined ? [] : [said(hint)]),
    ...[input, accessory].flatMap((one) => (one === undefined ? [] : [element(one as Json)])),
    ...list(elements).map(element),
  ];
  return `${String(type)}: ${parts.join('\n  ')}`;
}

/** A message or view as a person would take it in, a line per thing: what a snapshot is compared by. */
export function readAloud(shown: object): string {
  const { type, title, submit, close, private_metadata, text, blocks } = shown as Json;
  const head =
    type === undefined
      ? [`text: ${said(text)}`]
      : [`${String(type)}: ${[title, submit, close].map(said).join(' | ')} ${said(private_metadata)}`.trimEnd()];
  return [...head, ...list(blocks).map(block)].join('\n');
}
