import type { Flows } from '../../flows/api.ts';
import { buildBlastRadius } from '../blocks/blast-radius.ts';
import type { BuiltMessage } from '../blocks/elements.ts';
import type { Desk } from '../desk.ts';
import { explainRefusal } from '../explain-error.ts';
import { parseCount } from './known-words.ts';
import type { ActionRoute, RecordedClick } from './route.ts';

async function page(flows: Flows, { newId }: Desk, incidentId: string, number: number): Promise<BuiltMessage> {
  const outcome = await flows.blastRadius(incidentId);
  if (!outcome.ok) return explainRefusal(outcome, newId());
  const { incident, items } = outcome;
  return buildBlastRadius({ incident, revision: incident.revision, items, page: number });
}

/** A page of the external actions, for this person alone: anew, or in place of the page that was clicked. */
export function turnBlastRadius(where: 'new' | 'same'): ActionRoute {
  return {
    does: 'turn',
    async run({ desk, flows, click, value, target }) {
      const built = await page(flows, desk, value.incident, parseCount(target) ?? 1);
      const { record } = click;
      if (where === 'same' && record.ephemeral) return await desk.answers.replace(record, built);
      await desk.answers.tell(record, built);
    },
  };
}

/** Takes or settles the reversal of an action, then shows the page anew where it was clicked. */
export function settleReversal(change: 'take' | 'done') {
  return async ({ desk, flows, record, value, target, asked }: RecordedClick) => {
    const number = parseCount(target);
    if (number === null) return undefined;
    const outcome = await flows.changeReversal({ ...asked, number, change });
    if (outcome.ok && record.ephemeral) {
      const shown = parseCount(value.target ?? '') ?? 1;
      await desk.answers.replace(record, await page(flows, desk, value.incident, shown));
    }
    return outcome;
  };
}
