import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { ContextAtStep } from '../../forensics/context-at.ts';
import { actionIds, formatActionValue, viewIds } from '../action-ids.ts';
import { actions, button, context, plain, section } from '../blocks/elements.ts';
import { clipText, escapeFenced, escapeMrkdwn } from '../kit.ts';
import { unknown } from '../words.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';
import { type ContextPart, splitPages } from './split-pages.ts';

export interface ContextModalModel extends ViewSubject {
  step: number;
  /** Null while it is being reconstructed. */
  context: ContextAtStep | null;
  /** From 1; a page that does not exist is taken as the nearest one. */
  page: number;
}

/** Below the 3,000 of a section, with room for the fence. */
const fenceChars = 2900;

function contextParts(at: ContextAtStep): ContextPart[] {
  const messages = at.messages.map(({ role, name, step, text }) => {
    const called = name === undefined ? '' : ` ${escapeMrkdwn(name, 80)}`;
    return { title: `*${role}*${called}${step === null ? '' : ` · step ${step}`}`, text };
  });
  return [...at.system.map((text) => ({ title: '*system*', text })), ...messages];
}

/** A text as fenced sections; a line is cut in two only where it is longer than a section. */
function fencedSections({ title, text }: ContextPart): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  let rest = escapeFenced(text);
  while (rest.length > fenceChars) {
    const window = rest.slice(0, fenceChars);
    const newline = window.lastIndexOf('\n');
    const end = newline > fenceChars / 2 ? newline : window.replace(/&[a-z]*$|[\ud800-\udbff]$/, '').length;
    blocks.push(section(`\`\`\`${rest.slice(0, end)}\`\`\``));
    rest = rest.slice(end).replace(/^\n/, '');
  }
  if (rest.trim() !== '') blocks.push(section(`\`\`\`${rest}\`\`\``));
  return blocks.length === 0 ? [section(title, '(empty)')] : [section(title), ...blocks];
}

function pager(model: ContextModalModel, page: number, pages: number): KnownBlock[] {
  if (pages < 2) return [];
  const value = formatActionValue({ incident: model.incident.id, revision: model.revision });
  const make = (id: string, text: string, label: string): Button => button({ id, text, label, value });
  const back = [
    make(actionIds.contextFirst, '« First', 'First page of the context'),
    make(actionIds.contextPrevious, '‹ Previous', 'Previous page of the context'),
  ];
  const on = [
    make(actionIds.contextNext, 'Next ›', 'Next page of the context'),
    make(actionIds.contextLast, 'Last »', 'Last page of the context'),
  ];
  return [context(`Page ${page} of ${pages}`), ...actions([...(page > 1 ? back : []), ...(page < pages ? on : [])])];
}

function factLines(at: ContextAtStep): string[] {
  const known = at.captured ? 'as captured in the prompt' : 'rebuilt from the earlier events';
  const tools = at.tools.length === 0 ? unknown : escapeMrkdwn(at.tools.slice(0, 100).join(', '), 600);
  return [
    `*What the model saw at step ${at.step}*, ${known}`,
    `Model: ${at.model === null ? unknown : escapeMrkdwn(at.model, 120)}`,
    `Goal: ${at.goal === null ? unknown : escapeMrkdwn(at.goal, 600)}`,
    `Tools: ${tools}`,
  ];
}

function pageBlocks(model: ContextModalModel, at: ContextAtStep): { page: number; blocks: KnownBlock[] } {
  const pages = splitPages(contextParts(at));
  const page = Number.isFinite(model.page) ? Math.min(pages.length, Math.max(1, Math.floor(model.page))) : 1;
  const shown = pages[page - 1] ?? [];
  const turn = pager(model, page, pages.length);
  const empty = shown.length === 0 ? [section('No earlier content was captured.')] : [];
  return { page, blocks: [section(...factLines(at)), ...turn, ...empty, ...shown.flatMap(fencedSections)] };
}

/** What the model had before it at a step, in full and in reading order, a page at a time. */
export function buildContextModal(model: ContextModalModel): ModalView {
  const { step } = model;
  const loading = { page: 1, blocks: [section(`⏳ Reconstructing the context at step ${step}…`)] };
  const { page, blocks } = model.context === null ? loading : pageBlocks(model, model.context);
  return {
    type: 'modal',
    callback_id: viewIds.context,
    title: plain(clipText(`Context at step ${step}`, 24)),
    close: plain('Close'),
    private_metadata: formatMetadata({ ...subjectMetadata(model), step, page }),
    blocks,
  };
}
