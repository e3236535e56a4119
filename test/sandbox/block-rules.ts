// Both sides of every limit of Block Kit that the sandbox holds bots to.
export const x = (count: number) => 'x'.repeat(count);
export const plain = (text = 'x') => ({ type: 'plain_text', text });
export const mrkdwn = (text = 'x') => ({ type: 'mrkdwn', text });
export const times = <T>(count: number, one: T): T[] => Array(count).fill(one);
const option = (rest = {}) => ({ text: plain(), value: 'v', ...rest });
const options = (count: number, make: (index: number) => object = () => option()) =>
  Array.from({ length: count }, (_, index) => ({ ...make(index), value: `${index}` }));

const actions = (...elements: unknown[]) => [{ type: 'actions', elements }];
const button = (rest = {}) => actions({ type: 'button', text: plain(), ...rest });
const select = (rest = {}) => actions({ type: 'static_select', options: [option()], ...rest });
export const section = (rest = {}) => [{ type: 'section', text: mrkdwn(), ...rest }];
const image = (rest = {}) => [{ type: 'image', image_url: 'https://example.org/x.png', alt_text: 'x', ...rest }];
const context = (...elements: unknown[]) => [{ type: 'context', elements }];
const confirm = (rest = {}) =>
  button({ confirm: { title: plain(), text: plain(), confirm: plain(), deny: plain(), ...rest } });
const input = (rest = {}) => [{ type: 'input', label: plain(), element: { type: 'plain_text_input' }, ...rest }];
export const typing = (rest = {}) => input({ element: { type: 'plain_text_input', ...rest } });
const radio = (list: unknown[], rest = {}) => actions({ type: 'radio_buttons', options: list, ...rest });
const checkboxes = (list: unknown[]) => actions({ type: 'checkboxes', options: list });
const overflow = (list: unknown[]) => actions({ type: 'overflow', options: list });
const rich = (...elements: unknown[]) => [{ type: 'rich_text', elements }];

/** Page of docs.slack.dev/reference, what it says, blocks that just pass, blocks that just do not. */
export type Rule = [page: string, name: string, good: unknown[], bad: unknown[]];
const kit = 'block-kit/blocks';
const elements = 'block-kit/block-elements';
const objects = 'block-kit/composition-objects';

export const rules: Rule[] = [
  [kit, '50 blocks in a message', times(50, { type: 'divider' }), times(51, { type: 'divider' })],
  [kit, 'known types alone', [{ type: 'divider' }], [{ type: 'table', rows: [] }]],
  [`${kit}/section-block`, 'block_id of 255', section({ block_id: x(255) }), section({ block_id: x(256) })],
  [
    `${kit}/section-block`,
    'block_ids that differ',
    section({ block_id: 'a' }),
    times(2, section({ block_id: 'a' })[0]),
  ],
  [`${kit}/section-block`, 'text of 3,000', section({ text: mrkdwn(x(3000)) }), section({ text: mrkdwn(x(3001)) })],
  [`${kit}/section-block`, 'text of 1', section({ text: mrkdwn('x') }), section({ text: mrkdwn('') })],
  [`${kit}/section-block`, 'text or fields', [{ type: 'section', fields: [plain()] }], [{ type: 'section' }]],
  [
    `${kit}/section-block`,
    '10 fields',
    section({ fields: times(10, plain()) }),
    section({ fields: times(11, plain()) }),
  ],
  [
    `${kit}/section-block`,
    'a field of 2,000',
    section({ fields: [plain(x(2000))] }),
    section({ fields: [plain(x(2001))] }),
  ],
  [`${kit}/section-block`, 'no property of its own', section({ expand: true }), section({ colour: 'red' })],
  [
    `${kit}/header-block`,
    'text of 150',
    [{ type: 'header', text: plain(x(150)) }],
    [{ type: 'header', text: plain(x(151)) }],
  ],
  [`${kit}/header-block`, 'plain text', [{ type: 'header', text: plain() }], [{ type: 'header', text: mrkdwn() }]],
  [`${kit}/divider-block`, 'nothing else', [{ type: 'divider' }], [{ type: 'divider', text: plain() }]],
  [`${kit}/context-block`, '10 pieces', context(...times(10, plain())), context(...times(11, plain()))],
  [`${kit}/context-block`, 'texts and pictures', context(mrkdwn(), image()[0]), context(button()[0])],
  [
    `${kit}/actions-block`,
    '25 elements',
    actions(...times(25, button()[0]?.elements[0])),
    actions(...times(26, button()[0]?.elements[0])),
  ],
  [`${kit}/actions-block`, '1 element', button(), actions()],
  [`${kit}/image-block`, 'alt_text of 2,000', image({ alt_text: x(2000) }), image({ alt_text: x(2001) })],
  [`${kit}/image-block`, 'image_url of 3,000', image({ image_url: x(3000) }), image({ image_url: x(3001) })],
  [`${kit}/image-block`, 'title of 2,000', image({ title: plain(x(2000)) }), image({ title: plain(x(2001)) })],
  [`${kit}/image-block`, 'an alt_text', image(), image({ alt_text: undefined })],
  [`${kit}/input-block`, 'label of 2,000', input({ label: plain(x(2000)) }), input({ label: plain(x(2001)) })],
  [`${kit}/input-block`, 'hint of 2,000', input({ hint: plain(x(2000)) }), input({ hint: plain(x(2001)) })],
  [`${kit}/input-block`, 'no button', typing(), input({ element: button()[0]?.elements[0] })],
  [
    `${kit}/markdown-block`,
    '12,000 together',
    [{ type: 'markdown', text: x(12_000) }],
    times(2, { type: 'markdown', text: x(6001) }),
  ],
  [
    `${kit}/rich-text-block`,
    'known elements',
    rich({ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }),
    rich({ type: 'text', text: 'x' }),
  ],
  [`${elements}/button-element`, 'text of 75', button({ text: plain(x(75)) }), button({ text: plain(x(76)) })],
  [`${elements}/button-element`, 'plain text', button(), button({ text: mrkdwn() })],
  [`${elements}/button-element`, 'value of 2,000', button({ value: x(2000) }), button({ value: x(2001) })],
  [`${elements}/button-element`, 'url of 3,000', button({ url: x(3000) }), button({ url: x(3001) })],
  [
    `${elements}/button-element`,
    'accessibility_label of 75',
    button({ accessibility_label: x(75) }),
    button({ accessibility_label: x(76) }),
  ],
  [`${elements}/button-element`, 'action_id of 255', button({ action_id: x(255) }), button({ action_id: x(256) })],
  [`${elements}/button-element`, 'two styles', button({ style: 'danger' }), button({ style: 'warning' })],
  [
    `${elements}/button-element`,
    'action_ids that differ',
    actions({ type: 'button', text: plain(), action_id: 'a' }, { type: 'button', text: plain(), action_id: 'b' }),
    actions(...times(2, { type: 'button', text: plain(), action_id: 'a' })),
  ],
  [
    `${elements}/select-menu-element`,
    '100 options',
    select({ options: options(100) }),
    select({ options: options(101) }),
  ],
  [
    `${elements}/select-menu-element`,
    '100 groups',
    select({ options: undefined, option_groups: times(100, { label: plain(), options: [option()] }) }),
    select({ options: undefined, option_groups: times(101, { label: plain(), options: [option()] }) }),
  ],
  [
    `${elements}/select-menu-element`,
    'options or groups',
    select(),
    select({ option_groups: [{ label: plain(), options: [option()] }] }),
  ],
  [
    `${elements}/select-menu-element`,
    'placeholder of 150',
    select({ placeholder: plain(x(150)) }),
    select({ placeholder: plain(x(151)) }),
  ],
  [
    `${elements}/select-menu-element`,
    'a first choice that is offered',
    select({ initial_option: option() }),
    select({ initial_option: option({ value: 'w' }) }),
  ],
  [
    `${elements}/multi-select-menu-element`,
    'at least 1 selected item',
    actions({ type: 'multi_static_select', options: [option()], max_selected_items: 1 }),
    actions({ type: 'multi_static_select', options: [option()], max_selected_items: 0 }),
  ],
  [`${elements}/overflow-menu-element`, '5 options', overflow(options(5)), overflow(options(6))],
  [`${elements}/checkboxes-element`, '10 options', checkboxes(options(10)), checkboxes(options(11))],
  [`${elements}/radio-button-group-element`, '10 options', radio(options(10)), radio(options(11))],
  [
    `${elements}/radio-button-group-element`,
    'a first choice that is offered',
    radio([option()], { initial_option: option() }),
    radio([option()], { initial_option: option({ value: 'w' }) }),
  ],
  [
    `${elements}/date-picker-element`,
    'a date',
    actions({ type: 'datepicker', initial_date: '2026-03-01' }),
    actions({ type: 'datepicker', initial_date: '1.3.2026' }),
  ],
  [
    `${elements}/plain-text-input-element`,
    'max_length of 3,000',
    typing({ max_length: 3000 }),
    typing({ max_length: 3001 }),
  ],
  [
    `${elements}/plain-text-input-element`,
    'min_length of 3,000',
    typing({ min_length: 3000 }),
    typing({ min_length: 3001 }),
  ],
  [
    `${elements}/plain-text-input-element`,
    'min below max',
    typing({ min_length: 5, max_length: 5 }),
    typing({ min_length: 6, max_length: 5 }),
  ],
  [
    `${elements}/plain-text-input-element`,
    'one focus',
    typing({ focus_on_load: true }),
    [...typing({ focus_on_load: true }), ...typing({ focus_on_load: true })],
  ],
  [
    `${elements}/number-input-element`,
    'is_decimal_allowed',
    input({ element: { type: 'number_input', is_decimal_allowed: true } }),
    input({ element: { type: 'number_input' } }),
  ],
  [
    `${elements}/image-element`,
    'an alt_text',
    context(image()[0]),
    context({ type: 'image', image_url: 'https://example.org' }),
  ],
  [
    `${objects}/text-object`,
    'known properties',
    section({ text: { ...mrkdwn(), verbatim: true } }),
    section({ text: { ...mrkdwn(), emoji: true } }),
  ],
  [
    `${objects}/confirmation-dialog-object`,
    'title of 100',
    confirm({ title: plain(x(100)) }),
    confirm({ title: plain(x(101)) }),
  ],
  [
    `${objects}/confirmation-dialog-object`,
    'text of 300',
    confirm({ text: plain(x(300)) }),
    confirm({ text: plain(x(301)) }),
  ],
  [
    `${objects}/confirmation-dialog-object`,
    'confirm of 30',
    confirm({ confirm: plain(x(30)) }),
    confirm({ confirm: plain(x(31)) }),
  ],
  [
    `${objects}/confirmation-dialog-object`,
    'deny of 30',
    confirm({ deny: plain(x(30)) }),
    confirm({ deny: plain(x(31)) }),
  ],
  [
    `${objects}/option-object`,
    'text of 75',
    select({ options: [option({ text: plain(x(75)) })] }),
    select({ options: [option({ text: plain(x(76)) })] }),
  ],
  [
    `${objects}/option-object`,
    'value of 150',
    select({ options: [option({ value: x(150) })] }),
    select({ options: [option({ value: x(151) })] }),
  ],
  [
    `${objects}/option-object`,
    'description of 75',
    select({ options: [option({ description: plain(x(75)) })] }),
    select({ options: [option({ description: plain(x(76)) })] }),
  ],
  [
    `${objects}/option-object`,
    'mrkdwn in boxes, not in menus',
    radio([option({ text: mrkdwn() })]),
    select({ options: [option({ text: mrkdwn() })] }),
  ],
  [
    `${objects}/option-object`,
    'url in overflow menus alone',
    overflow([option({ url: 'https://example.org' })]),
    select({ options: [option({ url: 'https://example.org' })] }),
  ],
  [
    `${objects}/option-group-object`,
    'label of 75',
    select({ options: undefined, option_groups: [{ label: plain(x(75)), options: [option()] }] }),
    select({ options: undefined, option_groups: [{ label: plain(x(76)), options: [option()] }] }),
  ],
  [
    `${objects}/dispatch-action-configuration-object`,
    'known actions',
    typing({ dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } }),
    typing({ dispatch_action_config: { trigger_actions_on: ['on_blur'] } }),
  ],
];
