import type { Flows, Outcome } from './api.ts';
import { applyEvent } from './apply-event.ts';
import type { Parts } from './parts.ts';

/** Takes, finishes, skips or reopens one of the five items. */
export async function changeItem(parts: Parts, input: Parameters<Flows['changeItem']>[0]): Promise<Outcome> {
  const { item, change, reason = '' } = input;
  switch (change) {
    case 'take':
      return await applyEvent(parts, input, { type: 'checklist.started', item });
    case 'done':
      return await applyEvent(parts, input, { type: 'checklist.done', item });
    case 'skip':
      return await applyEvent(parts, input, { type: 'checklist.skipped', item, reason });
    case 'reopen':
      return await applyEvent(parts, input, { type: 'checklist.reopened', item });
  }
}
