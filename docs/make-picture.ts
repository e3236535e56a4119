import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderReportText } from '../src/cli/report-text.ts';
import { analyze } from '../src/forensics/analyze.ts';
import type { TraceEvent } from '../src/trace/event.ts';

const root = join(import.meta.dirname, '..');
const example = 'examples/traces/supplier-document-obeyed.jsonl';
const charWidth = 8.4;
const lineHeight = 19;

/** Draws the terminal report of an example as `docs/report.svg`, the picture in the README. */
export function drawPicture(): string {
  const events = readFileSync(join(root, example), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('//'))
    .map((line) => JSON.parse(line) as TraceEvent);
  const lines = [
    `$ npx agent-incident analyze ${example}`,
    ...renderReportText(analyze(events), { width: 80, color: false, file: example }).trimEnd().split('\n'),
  ];
  const width = Math.ceil(84 * charWidth);
  const height = (lines.length + 2) * lineHeight;
  const rows = lines.map((line, i) => {
    const y = (i + 1.6) * lineHeight;
    return `<text x="16" y="${y.toFixed(1)}" fill="${colourOf(line, i)}" xml:space="preserve">${escapeXml(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Terminal report: context poisoning, origin step 9 of 28, four external actions">`,
    `<rect width="100%" height="100%" rx="8" fill="#16181d"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...rows,
    '</g></svg>',
    '',
  ].join('\n');
}

function colourOf(line: string, index: number): string {
  if (index === 0) return '#8b949e';
  if (index === 1) return '#ff7b72';
  if (/^(?:Origin|Verdict|Do first)/.test(line)) return '#ffffff';
  if (line.includes('IRREVERSIBLE')) return '#ffa657';
  return '#c9d1d9';
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(root, 'docs/report.svg'), drawPicture());
