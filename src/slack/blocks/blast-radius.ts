import type { Button, KnownBlock } from '@slack/types';
import type { BlastRadiusEntry } from '../../forensics/report.ts';
import { type ActionValue, actionIds, formatActionValue, targetActionId } from '../action-ids.ts';
import { escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { formatCounted } from '../quantities.ts';
import { effectWords, outcomeWords, reversibleWords } from '../words.ts';
import { actions, type BuiltMessage, button, context, section } from './elements.ts';

/** One external action and how far its reversal is. */
export interface ReversalItem {
  /** Ours, counts up within the incident; stable when others are added. */
  number: number;
  /** As the report has it; `step` is null for an action that a person added. */
  entry: Omit<BlastRadiusEntry, 'step'> & { step: number | null };
  /** A responder's plan, where it differs from the report's. */
  plan: string | null;
  /** Slack user id. */
  owner: string | null;
  /** Who reversed it or settled it, and when (ISO 8601 in UTC). */
  done: { by: string; at: string } | null;
}

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

function itemButtons({ number, owner, done }: ReversalItem, target: ActionValue): Button[] {
  if (done !== null) return [];
  const value = formatActionValue(target);
  const take = { id: targetActionId('takeReversal', number), text: 'Take', label: `Take action ${number}`, value };
  const label = `Action ${number} is reversed or settled`;
  const finish = { id: targetActionId('finishReversal', number), text: 'Settled', label, value };
  return [...(owner === null ? [button(take)] : []), button(finish)];
}

function pager(page: number, pages: number, target: ActionValue): KnownBlock[] {
  if (pages === 1) return [];
  const value = formatActionValue(target);
  const previous = { id: actionIds.blastRadiusPrevious, text: '‹ Previous', label: 'Previous actions', value };
  const next = { id: actionIds.blastRadiusNext, text: 'Next ›', label: 'Next actions', value };
  return [
    context(`Page ${page} of ${pages}`),
    ...actions([...(page > 1 ? [button(previous)] : []), ...(page < pages ? [button(next)] : [])]),
  ];
}

/** The external actions with reversibility, reversal and owner, a few per page; reads are left to the caller. */
export function buildBlastRadius({ incident, revision, items, page }: BlastRadiusModel): BuiltMessage {
  const title = `Blast radius of incident #${incident.number}`;
  const target = { incident: incident.id, revision };
  if (items.length === 0) {
    return { text: `${title}: no external action`, blocks: [section(`*${title}*`, 'No external action was found.')] };
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
      ...shown.flatMap((item) => [section(...itemText(item)), ...actions(itemButtons(item, target))]),
      ...pager(at, pages, target),
    ],
  };
}
