import type { ForensicsReport, Verdict } from '../../forensics/report.ts';
import { overviewHead, overviewLine, overviewNote, overviewSummary } from '../overview.ts';
import { renderJson } from '../report-json.ts';
import { renderReportMarkdown } from '../report-markdown.ts';
import { renderReportText } from '../report-text.ts';
import type { Terminal } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import type { AnalyzeSettings } from './settings.ts';

/** Prints reports as they come. */
export interface Presenter {
  show(report: ForensicsReport, file: string): Promise<void>;
  /** After the last report. */
  end(): Promise<void>;
}

/** Up to this many sessions are shown in full, more as one line each. */
const fullReports = 3;

/** `alone`: the only input; JSON of that file is laid out for reading where it goes to a terminal. */
export function createPresenter(
  format: AnalyzeSettings['format'],
  alone: string | null,
  terminal: Terminal,
): Presenter {
  if (format === 'json') return createJsonPresenter(terminal.outIsTty ? alone : null, terminal);
  return format === 'markdown' ? createMarkdownPresenter(terminal) : createTextPresenter(terminal);
}

function createJsonPresenter(pretty: string | null, terminal: Terminal): Presenter {
  return {
    show: (report, file) => terminal.out(renderJson({ file, ...report }, file === pretty)),
    end: async () => {},
  };
}

function createMarkdownPresenter(terminal: Terminal): Presenter {
  let count = 0;
  return {
    async show(report, file) {
      count += 1;
      await terminal.out((count === 1 ? '' : '\n---\n\n') + renderReportMarkdown(report, file));
    },
    end: async () => {},
  };
}

function createTextPresenter(terminal: Terminal): Presenter {
  const counts = new Map<Verdict, number>();
  let held: { report: ForensicsReport; file: string }[] = [];
  let total = 0;

  const line = (report: ForensicsReport, file: string): string => `${overviewLine(report, file, terminal)}\n`;
  const divider = `\n${(terminal.unicode ? '─' : '-').repeat(terminal.width)}\n\n`;
  return {
    async show(report, file) {
      const { mode } = report.classification;
      counts.set(mode, (counts.get(mode) ?? 0) + 1);
      total += 1;
      if (total <= fullReports) {
        held.push({ report, file });
        return;
      }
      if (held.length > 0) {
        const lines = held.map((early) => line(early.report, early.file)).join('');
        held = [];
        await terminal.out(`${overviewHead(terminal)}\n${lines}`);
      }
      await terminal.out(line(report, file));
    },
    async end() {
      if (total > fullReports) {
        const next = 'Name one file, or one session with --session ID, for its full report.';
        const closing = [overviewSummary(counts), overviewNote, next].flatMap((text) => wrap(text, terminal.width));
        await terminal.out(`\n${closing.join('\n')}\n`);
        return;
      }
      const { width, color, unicode } = terminal;
      const texts = held.map(({ report, file }) => renderReportText(report, { width, color, unicode, file }));
      if (texts.length > 0) await terminal.out(texts.join(divider));
    },
  };
}
