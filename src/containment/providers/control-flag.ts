import { AppError } from '../../errors.ts';
import { clipId } from '../clip.ts';
import { judgeConfirmation } from '../confirmation.ts';
import { type ControlOrder, formatOrder, requireLimit } from '../control-order.ts';
import { planOrder } from '../control-plan.ts';
import type { ContainmentDraft, ContainmentProvider, ContainmentRequest } from '../provider.ts';
import { type ControlStore, undoIdOf } from '../store.ts';

/** Another way for orders to reach guards and for acknowledgements to come back, beside HTTP. */
export interface ControlChannel {
  /** Makes an order readable there and wakes who listens; `order` is its JSON. */
  publish(sessionId: string, order: string): Promise<void>;
  /** Those of the sessions whose guard listens at this moment; null when that cannot be told. */
  listening?(sessionIds: readonly string[]): Promise<ReadonlySet<string> | null>;
  /** Reads again what guards left there. Never throws. */
  collectAcks?(sessionIds: readonly string[]): Promise<void>;
}

export interface ControlFlagOptions extends Partial<ControlChannel> {
  orders: Pick<ControlStore, 'order' | 'undo' | 'view' | 'seen'>;
  now(): Date;
  name?: string;
}

export interface ControlFlag extends ContainmentProvider {
  undo(request: ContainmentRequest): Promise<{ detail: string | null }>;
  /**
   * Publishes the orders of sessions as the database has them now, for orders that were given another way (`onChange`
   * of the store). Does nothing without a channel; throws what the channel throws.
   */
  publish(sessionIds: readonly string[]): Promise<void>;
}

/** How often an order that changes while it is published is published again. */
const mostRounds = 5;

/** Orders that the guard of each session obeys: kills and limits, for the session and its children. */
export function createControlFlag(options: ControlFlagOptions): ControlFlag {
  const { orders, now, publish: send, listening, collectAcks } = options;

  const publish = async (sessionIds: readonly string[]): Promise<void> => {
    if (send === undefined) return;
    const sent = new Map<string, number>();
    // Another process may publish an older order last; whoever is last to look puts that right.
    for (let round = 0; round < mostRounds; round++) {
      const inForce = (await orders.view(sessionIds)).flatMap(({ order }) => order ?? []);
      const changed = inForce.filter((order) => sent.get(order.sessionId) !== order.revision);
      if (changed.length === 0) return;
      for (const order of changed) {
        await send(order.sessionId, formatOrder(order));
        sent.set(order.sessionId, order.revision);
      }
    }
  };

  /** Guards that only listen never call: their presence is noted for them. */
  const look = async (sessionIds: readonly string[]): Promise<ReadonlySet<string> | null> => {
    const present = listening === undefined ? new Set<string>() : await listening(sessionIds);
    for (const sessionId of present ?? []) await orders.seen(sessionId, now());
    return present;
  };

  return {
    name: options.name ?? 'control_flag',
    kinds: ['kill', 'rate_limit'],
    canUndo: (kind) => kind !== 'revoke',
    async plan(request) {
      requireOrderable(request);
      const present = await look(request.target.sessions);
      const views = await orders.view(request.target.sessions);
      return planOrder({ request, views, listening: present, now: now() });
    },
    async execute({ target, limitPerMinute, ...request }) {
      const state = requireOrderable({ limitPerMinute, ...request });
      const { sessions: sessionIds } = target;
      const limit = state === 'limit' ? requireLimit(limitPerMinute) : null;
      const inForce = await orders.order({ ...request, sessionIds, state, limitPerMinute: limit });
      await publish(sessionIds);
      return { detail: describeOrders(inForce, target.sessionId) };
    },
    async verify(request) {
      const { sessions } = request.target;
      await collectAcks?.(sessions);
      await look(sessions);
      return judgeConfirmation(request, await orders.view(sessions));
    },
    async undo({ target, ...request }) {
      const { actionId, by, reason, kind } = request;
      const inForce = await orders.undo({ sessionIds: target.sessions, actionId, by, reason, at: now() });
      await publish(target.sessions);
      const mine = inForce.filter((order) => order.actionId === undoIdOf(actionId));
      if (mine.length === 0) throw notInForce(target.sessionId);
      const others = inForce.length - mine.length;
      const kept = others === 0 ? '' : ` ${others} of its sessions keep another order.`;
      const said = kind === 'kill' ? 'a new run may start; a stopped run stays stopped.' : 'the limit is lifted.';
      return { detail: `${clipId(target.sessionId)}: ${said}${kept}` };
    },
    publish,
  };
}

function requireOrderable({
  kind,
  limitPerMinute,
}: Pick<ContainmentDraft, 'kind' | 'limitPerMinute'>): 'kill' | 'limit' {
  if (kind === 'revoke') {
    const message = 'The control flag cannot revoke credentials. Configure a webhook provider for "revoke".';
    throw new AppError('containment.unsupported', message);
  }
  if (kind === 'rate_limit') requireLimit(limitPerMinute);
  return kind === 'kill' ? 'kill' : 'limit';
}

function describeOrders(inForce: readonly ControlOrder[], sessionId: string): string {
  const own = inForce.find((order) => order.sessionId === sessionId);
  const children = inForce.length - 1;
  const also = children < 1 ? '' : ` and its ${children === 1 ? 'child' : `${children} children`}`;
  const what = own === undefined ? 'nothing' : `${own.state}, revision ${own.revision}`;
  return `ordered: ${what}, for ${clipId(sessionId)}${also}`;
}

function notInForce(sessionId: string): AppError {
  const message = `Nothing to undo: the order of this action is no longer in force for ${clipId(sessionId)}. Look at the latest action on the card.`;
  return new AppError('containment.not-in-force', message);
}
