import { clipId, formatMinute } from './clip.ts';
import type { ControlOrder, GuardAck } from './control-order.ts';
import type { ContainmentRequest, Verification } from './provider.ts';
import type { ControlView } from './store.ts';

/** A guard heard of so long before an order, in milliseconds, is taken to be alive still. */
export const aliveMs = 120_000;

const mostNamed = 5;

interface Standing {
  view: ControlView;
  /** The order that holds the session: its own, or the one given to the session it is a child of. */
  order: ControlOrder;
  /** What its guard confirmed, and of which order. */
  confirmed: { ack: GuardAck; order: ControlOrder } | null;
}

/**
 * Is the order of this request in force? Pure. It is when the session's own guard has confirmed it, and so has every
 * child's guard that is alive: heard of since the order, or within `aliveMs` before.
 *
 * @param views - one for each session of the target.
 */
export function judgeConfirmation(request: ContainmentRequest, views: readonly ControlView[]): Verification {
  const { sessionId } = request.target;
  const root = views.find((view) => view.sessionId === sessionId);
  const order = root?.order ?? null;
  if (root === undefined || order === null) {
    return { state: 'unknown', detail: `no order is recorded for ${clipId(sessionId)}: it has not been carried out` };
  }
  if (!isCovered(request, order)) {
    return { state: 'unknown', detail: `another order is in force: ${describe(order)} by ${order.by}` };
  }
  const standings = views.map((view) => {
    const own = view.order !== null && isCovered(request, view.order) ? view.order : null;
    const answers = [own === null ? null : findAck(view, view.acks, own), findAck(view, root.acks, order)];
    return { view, order: own ?? order, confirmed: answers.find((answer) => answer !== null) ?? null };
  });
  return conclude(request, standings);
}

function conclude(request: ContainmentRequest, standings: readonly Standing[]): Verification {
  const rootId = request.target.sessionId;
  const confirmed = standings.filter((one) => one.confirmed !== null);
  const open = standings.filter((one) => one.confirmed === null);
  const waiting = open.filter(({ view, order }) => isAlive(view, order));
  const rest = open.filter((one) => !waiting.includes(one));
  const rootOpen = open.find(({ view }) => view.sessionId === rootId);
  const said = list(confirmed.map((one) => `${nameOf(one.view, rootId)}${saidBy(one)}`));
  const unsaid = list(
    rest.map(({ view }) => `${nameOf(view, rootId) || `${clipId(rootId)} `}(${silence(request, view)})`),
  );
  const notConfirmed = unsaid === '' ? '' : `not confirmed: ${unsaid}`;
  if (rootOpen === undefined && waiting.length === 0) {
    return { state: 'effective', detail: join(said, notConfirmed) };
  }
  if (rootOpen !== undefined && rootOpen.view.seenAt === null) {
    const nobody = `no guard has ever called for ${clipId(rootId)}: nothing there would obey`;
    return { state: 'unknown', detail: join(nobody, said) };
  }
  const awaited = list(waiting.map(({ view }) => nameOf(view, rootId) || clipId(rootId)));
  return { state: 'pending', detail: join(awaited && `waiting for the guard of ${awaited}`, said, notConfirmed) };
}

/** Does this order do what was asked for, or more? */
function isCovered(request: ContainmentRequest, order: ControlOrder): boolean {
  if (order.state === 'kill' || order.state === 'pause') return request.kind === 'rate_limit' || order.state === 'kill';
  const limit = order.state === 'limit' ? order.limitPerMinute : null;
  return request.kind === 'rate_limit' && limit !== null && limit <= (request.limitPerMinute ?? 0);
}

/** What the session itself confirmed. */
function findAck(view: ControlView, acks: readonly GuardAck[], order: ControlOrder): Standing['confirmed'] {
  const ack = acks.find(({ sessionId }) => sessionId === view.sessionId);
  return ack === undefined ? null : { ack, order };
}

function isAlive({ seenAt }: ControlView, order: ControlOrder): boolean {
  return seenAt !== null && seenAt.getTime() >= order.at.getTime() - aliveMs;
}

function saidBy({ confirmed }: Standing): string {
  if (confirmed === null) return '';
  const { ack, order } = confirmed;
  if (ack.state === 'stopped') return `stopped at step ${ack.step}`;
  if (ack.state === 'paused') return `paused at step ${ack.step}`;
  return `limited to ${order.limitPerMinute} calls per minute since step ${ack.step}`;
}

function silence(request: ContainmentRequest, { order, seenAt }: ControlView): string {
  if (order === null) return 'appeared after the order';
  if (!isCovered(request, order)) return `has another order: ${describe(order)}`;
  return seenAt === null ? 'no guard has ever called' : `its guard was last heard of at ${formatMinute(seenAt)}`;
}

function describe(order: ControlOrder): string {
  if (order.state === 'run') return 'run';
  return order.state === 'limit' ? `limit of ${order.limitPerMinute} calls per minute` : order.state;
}

/** Empty for the session itself. */
function nameOf({ sessionId }: ControlView, rootId: string): string {
  return sessionId === rootId ? '' : `child ${clipId(sessionId)} `;
}

function list(parts: readonly string[]): string {
  const named = parts.slice(0, mostNamed).map((part) => part.trim());
  const more = parts.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}
