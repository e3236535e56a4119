import type { ForensicsReport, Verdict } from '../forensics/report.ts';
import { clip, padTo } from './display-width.ts';
import { asciiOnly, printable } from './printable.ts';
import { formatCount, formatCounted, formatPercent } from './quantities.ts';
import { isExternalAction, shortVerdictNames, verdictMarks, verdictNames } from './words.ts';

/** Columns before the file name; fixed, so that lines can be written as the sessions come. */
const columns = { mark: 3, session: 18, verdict: 19, origin: 10, actions: 4 };

export interface OverviewOptions {
  width: number;
  unicode: boolean;
}

function row(cells: [mark: string, session: string, verdict: string, origin: string, actions: string, file: string]) {
  const [mark, session, verdict, origin, actions, file] = cells;
  const fixed = [
    padTo(mark, columns.mark + 1),
    padTo(session, columns.session + 1),
    padTo(verdict, columns.verdict + 1),
    padTo(origin, columns.origin + 1),
    padTo(actions, columns.actions + 1),
  ];
  return fixed.join('') + file;
}

/** The end of a path says more than its start. */
function clipStart(text: string, width: number, ellipsis: string): string {
  const chars = [...text];
  if (chars.length <= width) return clip(text, width, ellipsis);
  return clip(ellipsis + chars.slice(chars.length - Math.max(0, width - ellipsis.length)).join(''), width, '');
}

/** The heading of the table of {@link overviewLine}s. */
export function overviewHead(options: OverviewOptions): string {
  return clip(row(['', 'SESSION', 'VERDICT', 'ORIGIN', 'ACTS', 'FILE']), options.width, '');
}

function originCell({ origin, strip, classification }: ForensicsReport): string {
  if (origin === null) return classification.mode === 'none' ? '' : 'unknown';
  const ofLast = `${origin.step} of ${strip.at(-1)?.step ?? origin.step}`;
  return ofLast.length <= columns.origin ? ofLast : String(origin.step);
}

/** One session in one line: mark, session, verdict and confidence, origin, external actions, file. */
export function overviewLine(report: ForensicsReport, file: string, options: OverviewOptions): string {
  const { mode, confidence } = report.classification;
  const ellipsis = options.unicode ? '…' : '...';
  const actions = report.blast_radius.filter(isExternalAction).length;
  const used = 5 + Object.values(columns).reduce((sum, count) => sum + count, 0);
  const show = (text: string, limit: number): string => {
    const clean = printable(text.slice(0, limit * 8));
    return clip(options.unicode ? clean : asciiOnly(clean), limit, ellipsis);
  };
  const line = row([
    options.unicode ? verdictMarks[mode].symbol : verdictMarks[mode].ascii,
    show(report.session_id, columns.session),
    `${shortVerdictNames[mode]} ${formatPercent(confidence)}`,
    originCell(report),
    formatCount(actions),
    clipStart(show(file, 400), Math.max(8, options.width - used), ellipsis),
  ]);
  return clip(line, options.width, ellipsis).trimEnd();
}

/** What the headings leave open. */
export const overviewNote = 'ORIGIN is a step, ACTS the number of external actions at or after it.';

/** How many sessions came to which verdict: `12 sessions: 9 no fault found, 3 tool misfire`. */
export function overviewSummary(counts: ReadonlyMap<Verdict, number>): string {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(verdictNames)
    .map(([verdict, name]) => ({ name, count: counts.get(verdict as Verdict) ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${count} ${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  return `${formatCounted(total, 'session')}: ${parts.join(', ')}`;
}
