import type { Interactive } from './elements.ts';
import { elementsOf } from './elements-of.ts';
import { type Block, maxMarkdown } from './schema.ts';

/** What no single field can know: ids that must differ, alternatives of which one must be there, sums. */
export function crossCheck(blocks: readonly Block[], root: string): string[] {
  const at = (index: number) => `[json-pointer:${root}/${index}]`;
  return [
    ...findTwins(blocks, at),
    ...blocks.flatMap((block, index) => checkBlock(block).map((problem) => `[ERROR] ${problem} ${at(index)}`)),
    ...checkTogether(blocks, root),
  ];
}

/** https://docs.slack.dev/reference/block-kit/blocks/section-block: block_id is unique in a message or view. */
function findTwins(blocks: readonly Block[], at: (index: number) => string): string[] {
  const seen = new Set<string>();
  return blocks.flatMap(({ block_id }, index) => {
    if (block_id === undefined) return [];
    const twin = seen.has(block_id);
    seen.add(block_id);
    return twin ? [`[ERROR] \`block_id\` "${block_id}" already exists ${at(index)}`] : [];
  });
}

function checkBlock(block: Block): string[] {
  const problems: string[] = [];
  // https://docs.slack.dev/reference/block-kit/blocks/section-block
  if (block.type === 'section' && block.text === undefined && block.fields === undefined) {
    problems.push('missing required field: text or fields');
  }
  const elements = elementsOf(block);
  // https://docs.slack.dev/reference/block-kit/block-elements/button-element: action_id is unique in its block.
  const ids = elements.flatMap(({ action_id }) => action_id ?? []);
  if (new Set(ids).size < ids.length) problems.push('`action_id` already exists');
  return [...problems, ...elements.flatMap(checkElement)];
}

function checkElement(element: Interactive): string[] {
  switch (element.type) {
    case 'static_select':
    case 'multi_static_select':
      // https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
      if ((element.options === undefined) === (element.option_groups === undefined)) {
        return ['exactly one of options, option_groups is required'];
      }
      return checkInitial(element);
    case 'radio_buttons':
    case 'checkboxes':
      return checkInitial(element);
    case 'plain_text_input':
      return (element.min_length ?? 0) > (element.max_length ?? 3000) ? ['min_length is greater than max_length'] : [];
    case 'number_input':
      return Number(element.min_value ?? '-Infinity') > Number(element.max_value ?? 'Infinity')
        ? ['min_value is greater than max_value']
        : [];
    default:
      return [];
  }
}

type Chooser = Extract<Interactive, { type: 'static_select' | 'multi_static_select' | 'radio_buttons' | 'checkboxes' }>;

/** What is chosen at first "should be identical to one of the options": the page of each of these elements. */
function checkInitial(element: Chooser): string[] {
  const groups = 'option_groups' in element ? (element.option_groups ?? []) : [];
  const offered = [...(element.options ?? []), ...groups.flatMap(({ options }) => options)];
  const values = new Set(offered.map(({ value }) => value));
  const one = 'initial_option' in element ? element.initial_option : undefined;
  const many = 'initial_options' in element ? (element.initial_options ?? []) : [];
  const strange = [...(one === undefined ? [] : [one]), ...many].some(({ value }) => !values.has(value));
  return strange ? ['initial option is not one of the options'] : [];
}

function checkTogether(blocks: readonly Block[], root: string): string[] {
  const problems: string[] = [];
  const markdown = blocks.reduce((sum, block) => sum + (block.type === 'markdown' ? block.text.length : 0), 0);
  if (markdown > maxMarkdown) problems.push(`no more than ${maxMarkdown} characters of markdown allowed`);
  // https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element: one element has the focus.
  const focused = blocks.flatMap(elementsOf).filter((element) => 'focus_on_load' in element && element.focus_on_load);
  if (focused.length > 1) problems.push('only one element can have focus_on_load');
  return problems.map((problem) => `[ERROR] ${problem} [json-pointer:${root}]`);
}
