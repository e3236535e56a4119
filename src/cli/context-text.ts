import pc from 'picocolors';
import type { ContextAtStep } from '../forensics/context-at.ts';
import { asciiOnly, printable, printableLines } from './printable.ts';
import { wrap } from './wrap.ts';

export interface ContextTextOptions {
  sessionId: string;
  width: number;
  color: boolean;
  unicode: boolean;
}

const deepestIndent = 16;

/**
 * What the model saw at a step, in full and in reading order: how it is known, model, goal, tools, system, messages.
 * Everything from the trace is made harmless; ends with a newline.
 */
export function renderContextText(context: ContextAtStep, options: ContextTextOptions): string {
  const { bold, dim } = pc.createColors(options.color);
  const show = (text: string): string => (options.unicode ? text : asciiOnly(text));
  const block = (text: string): string[] =>
    printableLines(text).flatMap((line) => {
      const indent = ' '.repeat(Math.min(deepestIndent, line.search(/\S|$/)) + 2);
      return wrap(show(line.trimStart()), options.width - indent.length).map((part) => (indent + part).trimEnd());
    });
  const line = (label: string, text: string): string[] =>
    wrap(`${label}  ${show(printable(text))}`, options.width - 8).map((part, at) =>
      at === 0 ? part : `        ${part}`,
    );
  const origin = context.captured ? 'as captured in the prompt' : 'rebuilt from the earlier events';
  const tools = context.tools.length === 0 ? 'unknown' : context.tools.join(', ');
  const heading = `Context at step ${context.step} of ${show(printable(options.sessionId))}, ${origin}`;
  const messages = context.messages.flatMap((message) => {
    const name = message.name === undefined ? '' : ` ${printable(message.name)}`;
    const where = message.step === null ? '' : ` (step ${message.step})`;
    const title = wrap(show(`${message.role}${name}${where}`), options.width);
    return ['', ...title.map((part) => bold(part)), ...block(message.text)];
  });
  return `${[
    ...wrap(heading, options.width).map((part) => bold(part)),
    ...line('Model ', context.model ?? 'unknown'),
    ...line('Goal  ', context.goal ?? 'unknown'),
    ...line('Tools ', tools),
    ...context.system.flatMap((text) => ['', bold('system'), ...block(text)]),
    ...messages,
    ...(context.system.length + messages.length === 0 ? ['', dim('No earlier content was captured.')] : []),
  ].join('\n')}\n`;
}
