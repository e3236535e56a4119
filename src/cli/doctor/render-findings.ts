import pc from 'picocolors';
import { displayWidth, padTo } from '../display-width.ts';
import { asciiOnly, printable } from '../printable.ts';
import { formatCounted } from '../quantities.ts';
import { renderJson } from '../report-json.ts';
import type { Terminal } from '../terminal.ts';
import type { Finding } from './finding.ts';

const marks = {
  ok: { symbol: '✔', ascii: '[ok]', word: 'ok' },
  warning: { symbol: '⚠', ascii: '[!!]', word: 'warning' },
  problem: { symbol: '✖', ascii: '[XX]', word: 'problem' },
} as const;

const wordColumns = 'problem'.length;

/** One line per finding, and one that says what it comes to. */
export function renderFindings(findings: readonly Finding[], terminal: Pick<Terminal, 'color' | 'unicode'>): string {
  const checkColumns = Math.max(0, ...findings.map(({ check }) => displayWidth(check)));
  const colors = pc.createColors(terminal.color);
  const paint = { ok: colors.green, warning: colors.yellow, problem: colors.red } as const;
  const safe = (text: string): string => {
    const clean = printable(text.slice(0, 2_000));
    return terminal.unicode ? clean : asciiOnly(clean.replaceAll('…', '...').replaceAll('’', "'"));
  };
  const lines = findings.map(({ check, level, text, fix }) => {
    const { symbol, ascii, word } = marks[level];
    const head = paint[level](`${terminal.unicode ? symbol : ascii} ${padTo(word, wordColumns)}`);
    const sentence = fix === null ? safe(text) : `${safe(text).replace(/\.$/, '')}. ${safe(fix)}`;
    return `${head}  ${padTo(safe(check), checkColumns)}  ${sentence}\n`;
  });
  return `${lines.join('')}\n${summary(findings)}\n`;
}

function summary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const warnings = count('warning') === 0 ? '' : `, ${formatCounted(count('warning'), 'warning')}`;
  if (count('problem') > 0) return `Not ready: ${formatCounted(count('problem'), 'problem')}${warnings}.`;
  return `Ready to start${warnings}.`;
}

/** The same for machines; `ready` says whether the bot can run. */
export function renderFindingsJson(findings: readonly Finding[], terminal: Pick<Terminal, 'outIsTty'>): string {
  const ready = findings.every(({ level }) => level !== 'problem');
  return renderJson({ ready, findings }, terminal.outIsTty);
}
