import type { ForensicsReport } from '../forensics/report.ts';
import { clip } from './display-width.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { printable } from './printable.ts';
import { buildReportView, type ViewItem, type ViewSection } from './report-view.ts';
import { foldStrip, stripLegend } from './strip.ts';
import { verdictMarks } from './words.ts';

const textColumns = 600;
const quoteColumns = 300;
const stripMarksShown = 400;

function safe(text: string, columns = textColumns): string {
  return escapeMarkdown(clip(printable(text.slice(0, columns * 8)), columns));
}

function itemLine({ lead, text, detail }: ViewItem): string {
  const start = lead === '' ? '' : `**${lead}**: `;
  return `- ${start}${safe(text)}${detail === undefined ? '' : `  \n  ${safe(detail)}`}`;
}

function sectionText(section: ViewSection): string {
  const label = `**${section.label}**`;
  if (section.kind === 'text') {
    const quote = section.quote === null ? '' : `\n\n> "${safe(section.quote, quoteColumns)}"`;
    return `${label}: ${safe(section.text)}${quote}`;
  }
  if (section.kind === 'strip') {
    const legend = stripLegend(section.steps).join('  ');
    const marks = foldStrip(section.steps, stripMarksShown).join(' ');
    return `${label}\n\n\`\`\`text\n${legend === '' ? marks : `${marks}\n${legend}`}\n\`\`\``;
  }
  const more = section.more === 0 ? [] : [`- … ${section.more} more: the JSON report has all`];
  const items = [...section.items.map(itemLine), ...more];
  const text = section.text === null ? '' : `: ${safe(section.text)}`;
  return items.length === 0 ? `${label}${text}` : `${label}${text}\n\n${items.join('\n')}`;
}

/**
 * The report as GitHub-flavoured Markdown, in the order and words of the terminal report; ends with a newline.
 * Everything that comes from the trace is inert: no HTML, link, mention, reference or formatting of its own.
 */
export function renderReportMarkdown(report: ForensicsReport, file?: string): string {
  const view = buildReportView(report, file);
  const title = `## ${verdictMarks[report.classification.mode].symbol} ${view.title}`;
  const subject = view.subject.map((part) => safe(part, 120)).join(' · ');
  return `${[title, `**Session**: ${subject}`, ...view.sections.map(sectionText)].join('\n\n')}\n`;
}
