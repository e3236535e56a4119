import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';

/** A message as a builder returns it: blocks, and the text of notifications and screen readers. */
export interface BuiltMessage {
  blocks: KnownBlock[];
  text: string;
}

/** Verbatim: Slack leaves bare URLs and channel names in it alone. Text from outside must be escaped already. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text) };
}

export function section(...lines: string[]): SectionBlock {
  return { type: 'section', text: mrkdwn(lines.join('\n')) };
}

export function context(...lines: string[]): ContextBlock {
  return { type: 'context', elements: [mrkdwn(lines.join('\n'))] };
}

/** No block at all where there is no button: Slack refuses an empty row. */
export function actions(buttons: Button[]): ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons }];
}

export interface ButtonModel {
  id: string;
  text: string;
  /** What a screen reader says, with the context that the eye gets from the place of the button. */
  label: string;
  value: string;
  style?: 'primary' | 'danger';
}

export function button({ id, text, label, value, style }: ButtonModel): Button {
  return {
    type: 'button',
    action_id: id,
    text: plain(text),
    value,
    accessibility_label: label,
    ...(style === undefined ? {} : { style }),
  };
}

/** As many lines as fit into `max` characters, then how many more there are: nothing is cut silently. */
export function fitLines(lines: readonly string[], max: number, where: string): string {
  const kept: string[] = [];
  let room = max - 60 - where.length;
  for (const line of lines) {
    // As JSON, because the whole-message ceiling counts that: quotation marks take two characters.
    room -= JSON.stringify(line).length;
    if (room < 0) break;
    kept.push(line);
  }
  const more = lines.length - kept.length;
  return [...kept, ...(more === 0 ? [] : [`… and ${more} more ${where}`])].join('\n');
}
