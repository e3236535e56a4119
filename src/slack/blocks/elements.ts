import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  Overflow,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { limits } from '../kit.ts';

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
export function actions(elements: (Button | Overflow)[]): ActionsBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
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

/** A button that opens an address; anything but http and https is no button. */
export function linkButton(model: ButtonModel, url: string | null | undefined): Button[] {
  const safe = safeUrl(url);
  return safe === null ? [] : [{ ...button(model), url: safe }];
}

/** An address that may be opened, as the browser reads it; null when it is none of http or https. */
export function safeUrl(url: string | null | undefined): string | null {
  if (url === undefined || url === null || url.length > limits.url || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return (protocol === 'https:' || protocol === 'http:') && href.length <= limits.url ? href : null;
}

/** What is offered less often, behind three dots: at most five choices, each with its own value. */
export function menu(id: string, choices: readonly { text: string; value: string }[]): Overflow {
  return {
    type: 'overflow',
    action_id: id,
    options: choices.map(({ text, value }) => ({ text: plain(text), value })),
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
