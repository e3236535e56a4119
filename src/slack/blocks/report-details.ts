import type { ForensicsReport } from '../../forensics/report.ts';
import { escapeMrkdwn } from '../kit.ts';
import { formatPercent } from '../quantities.ts';
import { flagSourceWords } from '../words.ts';
import { type BuiltMessage, fitLines, section } from './elements.ts';

export interface ReportDetailsModel {
  incident: { number: number };
  report: ForensicsReport;
}

const lineChars = 300;
/** Per part; all five together stay below the ceiling of a message, quotation marks escaped in JSON included. */
const partChars = 1500;
const where = 'in the attached report';

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`*${title}*\n${fitLines(lines, partChars, where)}`];
}

/** The evidence behind the card: reasons, other candidates, flags, cascade, warnings; long lists end with a count. */
export function buildReportDetails({ incident, report }: ReportDetailsModel): BuiltMessage {
  const { classification, origin, flags, cascade, warnings } = report;
  const candidates = (origin?.candidates ?? []).filter(({ step }) => step !== origin?.step);
  const shown = (text: string): string => escapeMrkdwn(text, lineChars);
  const parts = [
    ...part(
      'Why this mode',
      classification.reasons.map((reason) => `• ${shown(reason)}`),
    ),
    ...part(
      'Other origin candidates',
      candidates.map(({ step, score, why }) => `• step ${step} · ${formatPercent(score)}. ${shown(why)}`),
    ),
    ...part(
      'Flags',
      flags.map((flag) => {
        const facts = `${flag.type} · ${formatPercent(flag.confidence)} · ${flagSourceWords[flag.source]}`;
        return `• step ${flag.step} · ${facts}. ${shown(flag.evidence)}`;
      }),
    ),
    ...part(
      'Cascade',
      cascade.map(({ step, because }) => `• step ${step}: ${shown(because)}`),
    ),
    ...part(
      'About the input',
      warnings.map((warning) => `• ${shown(warning)}`),
    ),
  ];
  const title = `Evidence for incident #${incident.number}`;
  const none = ['No reason, candidate, flag or cascade was found.'];
  return {
    text: title,
    blocks: [section(`*${title}*`), ...(parts.length === 0 ? none : parts).map((p) => section(p))],
  };
}
