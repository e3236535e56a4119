/**
 * What Slack accepts, in characters or items. `message` is ours: Slack refuses messages from about 11,300 characters on
 * (`msg_blocks_too_long`, undocumented), so ours stay well below, counted as JSON.
 * Source: https://docs.slack.dev/reference/block-kit/blocks
 */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  message: 10_000,
  header: 150,
  sectionText: 3000,
  fields: 10,
  fieldText: 2000,
  actions: 25,
  contextElements: 10,
  buttonText: 75,
  value: 2000,
  accessibilityLabel: 75,
  id: 255,
  url: 3000,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3000,
  options: 100,
  radioOptions: 10,
  optionText: 75,
  optionValue: 150,
  inputLabel: 2000,
  placeholder: 150,
} as const;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return isObject(value) && typeof value.text === 'string' ? value.text : null;
}

/** Collects violations, each as `where: what`. */
class Findings {
  readonly list: string[] = [];

  most(where: string, value: number, limit: number): void {
    if (value > limit) this.list.push(`${where}: ${value} > ${limit}`);
  }

  /** Empty texts are refused by Slack as well. */
  text(where: string, value: unknown, limit: number): void {
    const text = textOf(value);
    if (text === null) return;
    this.most(where, text.length, limit);
    if (text.length === 0) this.list.push(`${where}: empty`);
  }
}

function checkOptions(where: string, element: Json, findings: Findings): void {
  const options = listOf(element.options);
  const most = element.type === 'radio_buttons' || element.type === 'checkboxes' ? limits.radioOptions : limits.options;
  findings.most(`${where}.options`, options.length, most);
  if (Array.isArray(element.options) && options.length === 0) findings.list.push(`${where}.options: empty`);
  for (const option of options) {
    findings.text(`${where}.option.text`, option.text, limits.optionText);
    findings.text(`${where}.option.description`, option.description, limits.optionText);
    findings.text(`${where}.option.value`, option.value, limits.optionValue);
  }
  const same = JSON.stringify(element.initial_option);
  if (element.initial_option !== undefined && !options.some((option) => JSON.stringify(option) === same)) {
    findings.list.push(`${where}.initial_option: not among the options`);
  }
}

function checkElement(where: string, element: Json, findings: Findings): void {
  findings.text(`${where}.action_id`, element.action_id, limits.id);
  findings.text(`${where}.value`, element.value, limits.value);
  findings.text(`${where}.url`, element.url, limits.url);
  findings.text(`${where}.accessibility_label`, element.accessibility_label, limits.accessibilityLabel);
  findings.text(`${where}.placeholder`, element.placeholder, limits.placeholder);
  if (element.type === 'button') findings.text(`${where}.text`, element.text, limits.buttonText);
  checkOptions(where, element, findings);
}

function checkBlock(where: string, block: Json, findings: Findings): void {
  findings.text(`${where}.block_id`, block.block_id, limits.id);
  findings.text(`${where}.text`, block.text, block.type === 'header' ? limits.header : limits.sectionText);
  findings.text(`${where}.label`, block.label, limits.inputLabel);
  findings.text(`${where}.hint`, block.hint, limits.inputLabel);
  const fields = listOf(block.fields);
  findings.most(`${where}.fields`, fields.length, limits.fields);
  for (const field of fields) findings.text(`${where}.field`, field, limits.fieldText);
  const elements = listOf(block.elements);
  findings.most(
    `${where}.elements`,
    elements.length,
    block.type === 'context' ? limits.contextElements : limits.actions,
  );
  if (Array.isArray(block.elements) && elements.length === 0) findings.list.push(`${where}.elements: empty`);
  for (const [at, element] of elements.entries()) {
    if (block.type === 'context') findings.text(`${where}.elements[${at}]`, element, limits.sectionText);
    else checkElement(`${where}.elements[${at}]`, element, findings);
  }
  for (const part of ['element', 'accessory']) {
    const element = block[part];
    if (isObject(element)) checkElement(`${where}.${part}`, element, findings);
  }
}

function collect(value: unknown, key: string, into: string[]): string[] {
  if (Array.isArray(value)) for (const item of value) collect(item, key, into);
  if (!isObject(value)) return into;
  const own = value[key];
  if (typeof own === 'string') into.push(own);
  for (const inner of Object.values(value)) collect(inner, key, into);
  return into;
}

function checkBlocks(blocks: unknown, most: number, findings: Findings): void {
  const list = listOf(blocks);
  findings.most('blocks', list.length, most);
  for (const [at, block] of list.entries()) checkBlock(`blocks[${at}]`, block, findings);
  for (const key of ['action_id', 'block_id']) {
    const ids = collect(list, key, []);
    for (const id of new Set(ids)) {
      if (ids.indexOf(id) !== ids.lastIndexOf(id)) findings.list.push(`${key}: ${id} is used twice`);
    }
  }
}

/** The characters of a message as the whole-message ceiling counts them, on the safe side: as JSON. */
export function messageSize(blocks: readonly object[], text: string): number {
  return JSON.stringify(blocks).length + text.length;
}

/** Every limit a message breaks, as `blocks[2].text: 3100 > 3000`; empty when Slack would take it. */
export function checkMessage(blocks: readonly object[], text: string): string[] {
  const findings = new Findings();
  findings.text('text', text, limits.sectionText);
  checkBlocks(blocks, limits.messageBlocks, findings);
  const size = messageSize(blocks, text);
  if (size >= limits.message) findings.list.push(`message: ${size} >= ${limits.message}`);
  return findings.list;
}

/** Every limit a modal or App Home breaks; empty when Slack would take it. */
export function checkView(view: object): string[] {
  const findings = new Findings();
  const json: Json = { ...view };
  findings.text('title', json.title, limits.viewTitle);
  findings.text('submit', json.submit, limits.viewButton);
  findings.text('close', json.close, limits.viewButton);
  findings.text('callback_id', json.callback_id, limits.id);
  findings.most('private_metadata', textOf(json.private_metadata)?.length ?? 0, limits.privateMetadata);
  checkBlocks(json.blocks, limits.viewBlocks, findings);
  const hasInput = listOf(json.blocks).some((block) => block.type === 'input');
  if (json.type === 'modal' && hasInput && json.submit === undefined)
    findings.list.push('submit: missing beside inputs');
  return findings.list;
}
