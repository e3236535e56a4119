import { clipId, formatMinute } from './clip.ts';
import { aliveMs } from './confirmation.ts';
import type { ControlOrder } from './control-order.ts';
import type { ContainmentDraft } from './provider.ts';
import type { ControlView } from './store.ts';

export interface ControlPlanInput {
  request: ContainmentDraft;
  /** One for each session of the target, that session first. */
  views: readonly ControlView[];
  /** Sessions whose guard listens at this moment; null when that cannot be told. */
  listening: ReadonlySet<string> | null;
  now: Date;
}

/** Sessions with a line of their own; further ones share lines. */
const mostLines = 12;
/** Of ids, so that a line stays below 900 characters once escaped, and a plan below 60 lines. */
const idCharsPerLine = 600;
const mostSharedLines = 42;

/**
 * What an order will touch, one sentence each; pure. Nothing in it changes with time alone, except that a guard falls
 * silent: then the plan is another one.
 */
export function planOrder({ request, views, listening, now }: ControlPlanInput): string[] {
  const { kind } = request;
  const words = (view: ControlView): string => `${contactWords(view, listening, now)}${standingWords(view, request)}`;
  const lines = views.slice(0, mostLines).map((view, index) => {
    const name = index === 0 ? `${clipId(view.sessionId)} is` : `Child session ${clipId(view.sessionId)} is`;
    return `${name} ${orderWords(request)} ${words(view)}`;
  });
  const shared = new Map<string, string[]>();
  for (const view of views.slice(mostLines)) {
    shared.set(words(view), [...(shared.get(words(view)) ?? []), clipId(view.sessionId)]);
  }
  const grouped = [...shared].flatMap(([said, ids]) =>
    pack(ids).map((part) => `Child sessions ${part} are each ${orderWords(request)} For each: ${said}`),
  );
  const named = grouped.slice(0, mostSharedLines);
  const more =
    named.length < grouped.length
      ? [`All ${views.length - 1} child sessions are each ${orderWords(request)} Not all are named here.`]
      : [];
  const unseen = listening === null ? ['Redis does not answer, so guards that listen there cannot be seen.'] : [];
  return [...lines, ...named, ...more, ...unseen, kind === 'kill' ? killWords : limitWords];
}

const killWords =
  'The kill holds until it is undone or the incident is resolved. Then a new run may start; a stopped run stays stopped.';
const limitWords =
  'Each guard counts its own calls. The limit holds until it is undone, replaced, or the incident is resolved.';

function orderWords({ kind, limitPerMinute }: ContainmentDraft): string {
  return kind === 'kill'
    ? 'ordered to stop before its next step; a call already under way is not recalled.'
    : `limited to ${limitPerMinute} calls per minute from its next call on.`;
}

function contactWords({ sessionId, seenAt }: ControlView, listening: ReadonlySet<string> | null, now: Date): string {
  if (listening?.has(sessionId)) return 'Its guard is in contact.';
  if (seenAt === null) return 'No guard has ever called for this session: nothing would obey.';
  if (seenAt.getTime() >= now.getTime() - aliveMs) return 'Its guard is in contact.';
  return `Its guard was last heard of at ${formatMinute(seenAt)}; it obeys if it calls again.`;
}

function standingWords({ order }: ControlView, { kind }: ContainmentDraft): string {
  if (order === null || order.state === 'run') return '';
  if (order.state === 'kill')
    return kind === 'kill' ? ' It was ordered to stop before.' : ' A kill is in force and stays.';
  return ` This replaces ${nameOf(order)}.`;
}

function nameOf(order: ControlOrder): string {
  return order.state === 'pause' ? 'a pause' : `a limit of ${order.limitPerMinute} calls per minute`;
}

function pack(ids: readonly string[]): string[] {
  const lines: string[] = [];
  for (const id of ids) {
    const last = lines.at(-1);
    const longer = last === undefined ? id : `${last}, ${id}`;
    if (last !== undefined && weight(longer) <= idCharsPerLine) lines[lines.length - 1] = longer;
    else lines.push(id);
  }
  return lines;
}

/** Characters once escaped for people: `&amp;` is five. */
function weight(text: string): number {
  return text.replace(/[&<>]/g, '&amp;').length;
}
