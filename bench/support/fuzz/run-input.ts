import { analyzeInput } from '../../../src/cli/analyze/analyze-input.ts';
import { renderContextText } from '../../../src/cli/context-text.ts';
import { renderJson } from '../../../src/cli/report-json.ts';
import { renderReportMarkdown } from '../../../src/cli/report-markdown.ts';
import { renderReportText } from '../../../src/cli/report-text.ts';
import { analyze } from '../../../src/forensics/analyze.ts';
import { contextAt } from '../../../src/forensics/context-at.ts';
import type { AnalyzeOptions, ForensicsReport } from '../../../src/forensics/report.ts';
import { InvalidTrace } from '../../../src/trace/errors.ts';
import { openInput } from '../../../src/trace/jsonl/open-input.ts';
import { type CapturedSession, readSessions } from '../../../src/trace/jsonl/read-sessions.ts';
import type { Random } from '../../scenarios/random.ts';
import { brokenPromises, brokenText } from './promises.ts';

/** The input in pieces, as a pipe would deliver it; single bytes only where the input is small. */
async function* inPieces(bytes: Buffer, rng: Random): AsyncGenerator<Uint8Array> {
  const least = Math.ceil(bytes.length / 3000);
  const size = Math.max(least, rng.pick([1 << 18, 65_536, 4096, rng.int(1, 5000)]));
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(bytes: Buffer, lenient: boolean, rng: Random): Promise<CapturedSession[] | null> {
  try {
    const { sessions } = await readSessions(openInput('-', inPieces(bytes, rng)), { file: '-', lenient });
    return sessions;
  } catch (error) {
    if (error instanceof InvalidTrace) return null;
    throw error;
  }
}

/** Runs `work`; a RangeError is right exactly where the step that was asked for does not exist. */
function askForStep<T>(session: CapturedSession, step: number | undefined, work: () => T): T | null {
  const exists = step === undefined || session.events.some((event) => event.step === step);
  try {
    const result = work();
    if (!exists) throw new Error(`step ${step} does not exist, and nothing says so`);
    return result;
  } catch (error) {
    // V8 throws RangeError too, when the stack is exhausted: that message is not ours.
    if (!exists && error instanceof RangeError && error.message.includes(String(step))) return null;
    throw error;
  }
}

function randomStep({ events }: CapturedSession, rng: Random): number {
  return rng.chance(0.1) ? rng.int(-2, 999) : rng.pick(events).step;
}

function randomOptions(session: CapturedSession, rng: Random): AnalyzeOptions {
  const options: AnalyzeOptions = { warnings: session.warnings };
  if (rng.chance(0.3)) options.wrongOutputStep = randomStep(session, rng);
  if (rng.chance(0.3)) options.baseline = { tokens: rng.pick([0, 1, 1e9]), cost_usd: rng.pick([0, 0.01, 1e9]) };
  return options;
}

function renderAll(report: ForensicsReport, rng: Random): string[] {
  const width = rng.int(40, 120);
  const shape = { width, unicode: rng.chance(0.8), color: rng.chance(0.2) };
  const text = renderReportText(report, { ...shape, file: 'input.jsonl' });
  const json = renderJson(report, rng.chance(0.5));
  renderReportMarkdown(report, 'input.jsonl');
  JSON.parse(json);
  return shape.color ? [] : brokenText(text);
}

function examine(session: CapturedSession, rng: Random): string[] {
  const options = randomOptions(session, rng);
  const before = rng.chance(0.05) ? JSON.stringify(session.events) : null;
  const report = askForStep(session, options.wrongOutputStep, () => analyze(session.events, options));
  const broken = report === null ? [] : [...brokenPromises(report, session.events), ...renderAll(report, rng)];
  if (before !== null && before !== JSON.stringify(session.events)) broken.push('analyze changed the events');
  const step = randomStep(session, rng);
  const context = askForStep(session, step, () => contextAt(session.events, step));
  const page = { sessionId: session.sessionId, width: rng.int(40, 120), color: false, unicode: true };
  return context === null ? broken : [...broken, ...brokenText(renderContextText(context, page))];
}

const settings = {
  format: 'json',
  session: null,
  contextStep: null,
  wrongOutputStep: null,
  lenient: true,
  baseline: {},
} as const;

/** Sessions that spawn each other, on the way the command takes; it keeps errors to itself. */
function examineTogether(sessions: readonly CapturedSession[]): string[] {
  const results = [...analyzeInput(sessions, settings)];
  const [failed] = results.flatMap(({ error }) => (error === null ? [] : [error]));
  if (failed !== undefined) throw failed;
  return results.length === sessions.length ? [] : [`${sessions.length} sessions, ${results.length} reports`];
}

/**
 * Takes an input through everything: read strictly and leniently, analyse, render, show a context. Resolves to what
 * did not hold, in words; empty if all did.
 */
export async function runInput(bytes: Buffer, rng: Random): Promise<string[]> {
  try {
    const strict = await read(bytes, false, rng);
    const lenient = await read(bytes, true, rng);
    if (strict !== null && lenient?.length !== strict.length) return ['strict and lenient reading disagree'];
    const sessions = (lenient ?? []).slice(0, 8);
    const together = sessions.length > 1 ? examineTogether(lenient ?? []) : [];
    return [...together, ...sessions.flatMap((session) => examine(session, rng))];
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : `thrown: ${String(error)}`];
  }
}
