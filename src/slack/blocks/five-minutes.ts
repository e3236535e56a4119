import type { Incident } from '../../incident/incident.ts';
import { parseMoment } from '../kit.ts';
import { formatClock } from '../quantities.ts';
import { checklistNames, itemStates } from '../words.ts';

const fiveMinutesMs = 300_000;

/** When the clock stopped: at the last item's end or when the incident was resolved; `now` while it still runs. */
function clockEnd({ checklist, resolved_at, status }: Incident, now: string): number {
  const ends = checklist.map((item) =>
    item.state === 'done' || item.state === 'skipped' ? parseMoment(item.finished_at) : Number.NaN,
  );
  const resolved = status === 'resolved' && resolved_at !== null ? parseMoment(resolved_at) : Number.NaN;
  const last = ends.length > 0 && ends.every(Number.isFinite) ? Math.max(...ends) : Number.NaN;
  return [last, resolved, parseMoment(now)].find(Number.isFinite) ?? Number.NaN;
}

/** `02:41 of 05:00`, and by how much it is over. */
export function formatElapsed(incident: Incident, now: string): string {
  const elapsed = clockEnd(incident, now) - parseMoment(incident.opened_at);
  const over = elapsed > fiveMinutesMs ? ` (${formatClock(elapsed - fiveMinutesMs)} over)` : '';
  return `${formatClock(elapsed)} of ${formatClock(fiveMinutesMs)}${over}`;
}

/** The bar at the foot of the card: the clock, then each item with its state as a mark and, unless open, as a word. */
export function fiveMinutesBar(incident: Incident, now: string): string {
  const items = incident.checklist.map(({ name, state }) => {
    const word = state === 'open' ? '' : ` (${itemStates[state].word})`;
    return `${itemStates[state].symbol} ${checklistNames[name].toLowerCase()}${word}`;
  });
  return [`*First five minutes* ${formatElapsed(incident, now)}`, ...items].join('  ');
}
