import pc from 'picocolors';
import type { ForensicsReport } from '../forensics/report.ts';
import { clip, displayWidth, padTo } from './display-width.ts';
import { asciiOnly, printable } from './printable.ts';
import { buildReportView, type ViewItem, type ViewSection } from './report-view.ts';
import { foldStrip, stripLegend } from './strip.ts';
import { stripMarks, verdictMarks } from './words.ts';
import { wrap, wrapClipped } from './wrap.ts';

export interface TextOptions {
  /** Columns of the terminal; no line is wider. Default 80, at least 40. */
  width?: number;
  color?: boolean;
  /** Name of the input, shown at the end. */
  file?: string;
  /** False where the terminal cannot show UTF-8: marks and trace text are then plain ASCII. Default true. */
  unicode?: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;

interface Page {
  width: number;
  unicode: boolean;
  ellipsis: string;
  colors: Colors;
}

const labelColumns = 10;
const stripLines = 4;

const maxLines = { text: 4, quote: 3, item: 2, detail: 3 };

/** Bounds the work on one string; before and after what cannot be seen is taken out of it. */
const mostUnits = 20_000;
const unitsPerColumn = 10;

function safe(text: string, page: Page, lines: number): string {
  const enough = printable(text.slice(0, mostUnits)).slice(0, page.width * lines * unitsPerColumn);
  const clean = enough.replace(/[\ud800-\udbff]$/, '');
  return page.unicode ? clean : asciiOnly(clean.replaceAll('·', '-').replaceAll('…', '...'));
}

function paragraph(text: string, page: Page, columns: number, most: number): string[] {
  return wrapClipped(safe(text, page, most + 1), columns, most, page.ellipsis);
}

function quoteLines(quote: string, page: Page, columns: number): string[] {
  const lines = paragraph(quote, page, columns - 5, maxLines.quote);
  return lines.map((line, index) => {
    const opening = index === 0 ? '> "' : '>  ';
    return page.colors.italic(`${opening}${line}${index === lines.length - 1 ? '"' : ''}`);
  });
}

function itemLines({ lead, text, detail }: ViewItem, page: Page, columns: number, leadColumns: number): string[] {
  const inner = columns - leadColumns;
  const lines = [
    ...paragraph(text, page, inner, maxLines.item),
    ...(detail === undefined ? [] : paragraph(detail, page, inner, maxLines.detail)),
  ];
  const first = lead === '' ? ' '.repeat(leadColumns) : page.colors.bold(padTo(lead, leadColumns));
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(leadColumns)) + line);
}

function paintMarks(line: string, colors: Colors): string {
  const paints: [string, (text: string) => string][] = [
    [stripMarks.origin.symbol, (text) => colors.bold(colors.red(text))],
    [stripMarks.flag.symbol, colors.yellow],
    [stripMarks.cascade.symbol, colors.magenta],
    [stripMarks.wrong_output.symbol, colors.red],
    [stripMarks.action.symbol, colors.cyan],
    [stripMarks.quiet.symbol, colors.dim],
  ];
  const paint = new Map(paints);
  return [...line].map((char) => paint.get(char)?.(char) ?? char).join('');
}

function sectionLines(section: ViewSection, page: Page, columns: number): string[] {
  if (section.kind === 'text') {
    const quote = section.quote === null ? [] : quoteLines(section.quote, page, columns);
    return [...paragraph(section.text, page, columns, maxLines.text), ...quote];
  }
  if (section.kind === 'strip') {
    const marks = foldStrip(section.steps, Math.floor((columns * stripLines) / 5), page.unicode);
    const legend = stripLegend(section.steps, page.unicode).map((entry) => entry.replaceAll(' ', '\u00a0'));
    const lines = [...wrap(marks.join(' '), columns), ...(legend.length === 0 ? [] : wrap(legend.join('  '), columns))];
    return lines.map((line) => paintMarks(line.replaceAll('\u00a0', ' '), page.colors));
  }
  const leadColumns = Math.max(0, ...section.items.map(({ lead }) => (lead === '' ? 0 : displayWidth(lead) + 2)));
  const more = `${page.ellipsis} ${section.more} more: --json shows all`;
  return [
    ...(section.text === null ? [] : paragraph(section.text, page, columns, maxLines.text)),
    ...section.items.flatMap((item) => itemLines(item, page, columns, leadColumns)),
    ...(section.more === 0 ? [] : wrap(more, columns).map((line) => page.colors.dim(line))),
  ];
}

function headLines(report: ForensicsReport, title: string, subject: string[], page: Page): string[] {
  const { mode } = report.classification;
  const mark = verdictMarks[mode];
  const paint = mode === 'none' ? page.colors.green : mode === 'unclassified' ? page.colors.yellow : page.colors.red;
  const left = `${page.unicode ? mark.symbol : mark.ascii} ${safe(title, page, 1)}`;
  const right = safe(subject.map((part) => clip(printable(part.slice(0, 400)), 36)).join(' · '), page, 2);
  const gap = page.width - displayWidth(left) - displayWidth(right);
  const bold = (text: string): string => page.colors.bold(paint(text));
  if (gap >= 2) return [bold(left) + ' '.repeat(gap) + right];
  return [...wrap(left, page.width).map(bold), ...wrap(right, page.width - 3).map((line) => `   ${line}`)];
}

/**
 * The report for people at a terminal, verdict first. Pure: same report and options, same text; ends with a newline.
 * Everything that comes from the trace is made harmless by {@link printable}.
 */
export function renderReportText(report: ForensicsReport, options: TextOptions = {}): string {
  const width = Math.max(40, Math.floor(options.width ?? 80));
  const unicode = options.unicode ?? true;
  const colors = pc.createColors(options.color ?? false);
  const page: Page = { width, unicode, ellipsis: unicode ? '…' : '...', colors };
  const view = buildReportView(report, options.file);
  const body = view.sections.flatMap((section) =>
    sectionLines(section, page, width - labelColumns).map((line, index) =>
      index === 0 ? colors.dim(padTo(section.label, labelColumns)) + line : ' '.repeat(labelColumns) + line,
    ),
  );
  return `${[...headLines(report, view.title, view.subject, page), '', ...body].map((line) => line.trimEnd()).join('\n')}\n`;
}
