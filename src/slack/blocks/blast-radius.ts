import type { Button, KnownBlock } from '@slack/types';
import type { ReversalItem } from '../../incident/reversals/reversal.ts';
import { type ActionValue, actionIds, formatActionValue, targetActionId } from '../action-ids.ts';
import { escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { formatCounted } from '../quantities.ts';
import { effectWords, outcomeWords, reversibleWords } from '../words.ts';
import { actions, type BuiltMessage, button, context, section } from './elements.ts';

export interface BlastRadiusModel {
  incident: { id: string; number: number };
  revision: number;
  items: readonly ReversalItem[];
  /** From 1; a page that does not exist is taken as the nearest one. */
  page: number;
}

const pageSize = 5;

const chars = { tool: 60, args: 150, plan: 250 };

function argumentText(args: unknown): string {
  if (args === undefined || args === null) return '';
  if (typeof args === 'string') return escapeMrkdwn(args, chars.args);
  try {
    return escapeMrkdwn(JSON.stringify(args) ?? '', chars.args);
  } catch {
    return '(nested too deep to show)';
  }
}

function itemText({ number, entry, plan, owner, done }: ReversalItem): string[] {
  const where = entry.step === null ? 'added by hand' : `step ${entry.step}`;
  const state = [effectWords[entry.effect], outcomeWords[entry.outcome]];
  if (entry.outcome !== 'refused') state.push(reversibleWords[entry.reversible]);
  const progress =
    done === null
      ? `○ open · ${owner === null ? 'no owner' : mentionUser(owner)}`
      : `✔ settled by ${mentionUser(done.by)} ${formatMoment(done.at)}`;
  return [
    `*${number}. ${escapeMrkdwn(entry.tool, chars.tool)}* · ${where} · ${state.join(' · ')}`,
    ...[argumentText(entry.args)].filter((text) => text !== ''),
    `Reversal: ${escapeMrkdwn(plan ?? entry.reversal ?? '', chars.plan) || 'no plan yet'}`,
    progress,
  ];
}

/** The value says the page, so that what is shown afterwards is the same one. */
function itemButtons({ number, owner, done }: ReversalItem, target: ActionValue, page: number): Button[] {
  if (done !== null) return [];
  const value = formatActionValue({ ...target, target: String(page) });
  const take = { id: targetActionId('takeReversal', number), text: 'Take', label: `Take action ${number}`, value };
  const label = `Action ${number} is reversed or settled`;
  const finish = { id: targetActionId('finishReversal', number), text: 'Settled', label, value };
  const plan = { id: targetActionId('planReversal', number), text: 'Plan…', label: `Plan for action ${number}`, value };
  return [...(owner === null ? [button(take)] : []), button(plan), button(finish)];
}

function pager(page: number, pages: number, target: ActionValue): KnownBlock[] {
  if (pages === 1) return [];
  const to = (number: number): string => formatActionValue({ ...target, target: String(number) });
  const previous = {
    id: actionIds.blastRadiusPrevious,
    text: '‹ Previous',
    label: 'Previous actions',
    value: to(page - 1),
  };
  const next = { id: actionIds.blastRadiusNext, text: 'Next ›', label: 'Next actions', value: to(page + 1) };
  return [
    context(`Page ${page} of ${pages}`),
    ...actions([...(page > 1 ? [button(previous)] : []), ...(page < pages ? [button(next)] : [])]),
  ];
}

/** The external actions with reversibility, reversal and owner, a few per page; reads are left to the caller. */
export function buildBlastRadius({ incident, revision, items, page }: BlastRadiusModel): BuiltMessage {
  const title = `Blast radius of incident #${incident.number}`;
  const target = { incident: incident.id, revision };
  const add = button({
    id: actionIds.addAction,
    text: 'Add action…',
    label: `Add an external action to incident ${incident.number} by hand`,
    value: formatActionValue(target),
  });
  if (items.length === 0) {
    const blocks = [section(`*${title}*`, 'No external action was found.'), ...actions([add])];
    return { text: `${title}: no external action`, blocks };
  }
  const pages = Math.ceil(items.length / pageSize);
  const at = Number.isFinite(page) ? Math.min(pages, Math.max(1, Math.floor(page))) : 1;
  const shown = items.slice((at - 1) * pageSize, at * pageSize);
  const open = items.filter(({ done }) => done === null).length;
  const counts = `${formatCounted(items.length, 'external action')}, ${open} not settled`;
  return {
    text: `${title}: ${counts}`,
    blocks: [
      section(`*${title}* · ${counts}`),
      ...shown.flatMap((item) => [section(...itemText(item)), ...actions(itemButtons(item, target, at))]),
      ...pager(at, pages, target),
      ...actions([add]),
    ],
  };
}
