import type { ModalView } from '@slack/types';
import type { Desk } from './desk.ts';
import { refusalOf, toSlackError } from './slack-errors.ts';

/** Why a view cannot take another's place although nothing is wrong: it was closed, or shows something newer. */
const passed = new Set(['not_found', 'hash_conflict', 'view_not_found']);

/**
 * Shows a view in place of another. False when there is none any more. `hash` is that of the view that was seen: a
 * newer one is left alone.
 */
export async function updateView(
  { client }: Pick<Desk, 'client'>,
  viewId: string,
  view: ModalView,
  hash?: string,
): Promise<boolean> {
  try {
    await client.views.update({ view_id: viewId, view, ...(hash === undefined ? {} : { hash }) });
    return true;
  } catch (error) {
    const known = toSlackError(error, 'views.update');
    if (passed.has(refusalOf(known) ?? '')) return false;
    throw known;
  }
}

/** Opens a view; null when the same click has opened it before. @throws AppError, also when the trigger has run out */
export async function openView({ client }: Pick<Desk, 'client'>, triggerId: string, view: ModalView) {
  try {
    const answer = await client.views.open({ trigger_id: triggerId, view });
    return answer.view?.id ?? null;
  } catch (error) {
    const known = toSlackError(error, 'views.open');
    if (refusalOf(known) === 'exchanged_trigger_id') return null;
    throw known;
  }
}
