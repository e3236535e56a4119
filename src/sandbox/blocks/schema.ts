import { z } from 'zod';
import { accessory, actionElement, contextElement, inputElement } from './elements.ts';
import { anyText, id, plainText } from './objects.ts';
import { richTextBlock } from './rich-text.ts';

const block_id = id.optional();

// https://docs.slack.dev/reference/block-kit/blocks/section-block
const section = z.strictObject({
  type: z.literal('section'),
  block_id,
  text: anyText(3000).optional(),
  fields: z.array(anyText(2000)).min(1).max(10).optional(),
  accessory: accessory.optional(),
  expand: z.boolean().optional(),
});
// https://docs.slack.dev/reference/block-kit/blocks/header-block
const header = z.strictObject({ type: z.literal('header'), block_id, text: plainText(150) });
// https://docs.slack.dev/reference/block-kit/blocks/divider-block
const divider = z.strictObject({ type: z.literal('divider'), block_id });
// https://docs.slack.dev/reference/block-kit/blocks/context-block
const context = z.strictObject({
  type: z.literal('context'),
  block_id,
  elements: z.array(contextElement).min(1).max(10),
});
// https://docs.slack.dev/reference/block-kit/blocks/actions-block
const actions = z.strictObject({
  type: z.literal('actions'),
  block_id,
  elements: z.array(actionElement).min(1).max(25),
});
// https://docs.slack.dev/reference/block-kit/blocks/image-block
const image = z.strictObject({
  type: z.literal('image'),
  block_id,
  image_url: z.string().min(1).max(3000),
  alt_text: z.string().min(1).max(2000),
  title: plainText(2000).optional(),
});
// https://docs.slack.dev/reference/block-kit/blocks/input-block
const input = z.strictObject({
  type: z.literal('input'),
  block_id,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});
// https://docs.slack.dev/reference/block-kit/blocks/markdown-block: the limit is that of all of them together.
export const maxMarkdown = 12_000;
const markdown = z.strictObject({ type: z.literal('markdown'), block_id, text: z.string().min(1).max(maxMarkdown) });

const members = [section, header, divider, context, actions, image, input, richTextBlock] as const;
const messageBlock = z.discriminatedUnion('type', [...members, markdown]);
export type Block = z.infer<typeof messageBlock>;
// https://docs.slack.dev/reference/block-kit/blocks: 50 in a message, 100 in a view.
export const messageBlocks = z.array(messageBlock).max(50);
const viewBlocks = z
  .array(z.discriminatedUnion('type', [...members]))
  .min(1)
  .max(100);
const common = {
  blocks: viewBlocks,
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
};

/** https://docs.slack.dev/reference/views/modal-views */
export const modalView = z.strictObject({
  type: z.literal('modal'),
  title: plainText(24),
  submit: plainText(24).optional(),
  close: plainText(24).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
  ...common,
});

/** https://docs.slack.dev/reference/views/home-tab-views */
export const homeView = z.strictObject({ type: z.literal('home'), ...common });

/** https://docs.slack.dev/reference/methods/views.open: `view_too_large` above 250 kB. */
export const maxViewBytes = 250 * 1024;

/** A view as the bot sends it; `title`, `submit` and `close` are a modal's. */
export interface View {
  type: 'modal' | 'home';
  blocks: Block[];
  title?: z.infer<typeof modalView>['title'] | undefined;
  submit?: z.infer<typeof modalView>['submit'];
  close?: z.infer<typeof modalView>['close'];
}
