import type { BlastRadiusEntry, FailureMode, Flag, ForensicsReport, Verdict } from '../forensics/report.ts';
import type { IncidentFacts } from './facts.ts';

/** Whatever is not known is said to be unknown, never shown as 0. */
export const unknown = 'unknown';

export const verdictNames: Record<Verdict, string> = {
  hallucination_propagation: 'Hallucination propagation',
  tool_misfire: 'Tool misfire',
  context_poisoning: 'Context poisoning',
  cost_runaway: 'Cost runaway',
  unclassified: 'Faulty, none of the four modes',
  none: 'No fault found',
};

/** The mode says which layer of prevention was missing or did not hold. */
export const missingLayers: Record<FailureMode, string> = {
  hallucination_propagation:
    'Entity validation: ids the model names are checked against what it was told before they are used.',
  tool_misfire:
    'Guard rails around tools: arguments checked against schema and goal, results checked before they are used.',
  context_poisoning:
    'Protection of the context: what tools, documents and memory bring in is data, never an instruction or a goal.',
  cost_runaway: 'Budgets: hard limits on tokens and repeated calls, per session and per step.',
};

export const rootCauseNames: Record<NonNullable<IncidentFacts['root_cause']>, string> = {
  model_limitation: 'Model limitation',
  prompt_design: 'Prompt design flaw',
  tool_interface: 'Tool interface issue',
  data_contamination: 'Data contamination',
};

export const livenessWords: Record<ForensicsReport['liveness'], string> = {
  running: 'still running when it was captured',
  finished: 'finished',
  unknown,
};

export const flagSourceWords: Record<Flag['source'], string> = { trace: 'from the trace', detector: 'detected' };

export const effectWords: Record<BlastRadiusEntry['effect'], string> = {
  read: 'read',
  write: 'write',
  unknown: 'effect unknown',
};

export const outcomeWords: Record<BlastRadiusEntry['outcome'], string> = {
  ok: 'done',
  refused: 'refused, nothing changed',
  failed: 'failed, what took effect is unknown',
  unknown: 'outcome unknown',
};

export const reversibleWords: Record<BlastRadiusEntry['reversible'], string> = {
  yes: 'reversible',
  no: 'IRREVERSIBLE',
  unknown: 'reversibility unknown',
};

export const firstMinutesNames: Readonly<Record<string, string>> = {
  contain: 'Contain',
  capture: 'Capture',
  classify: 'Classify',
  origin: 'Fault origin',
  blast_radius: 'Blast radius',
};

export const itemStateWords: Readonly<Record<string, string>> = {
  open: 'open',
  in_progress: 'in progress',
  done: 'done',
  skipped: 'skipped',
};

export const containmentNames: Readonly<Record<string, string>> = {
  kill: 'Kill session',
  revoke: 'Revoke credentials',
  rate_limit: 'Rate-limit',
};

/** Only `effective` may say that it worked. */
export const containmentWords: Readonly<Record<string, string>> = {
  requested: 'requested, not carried out',
  approved: 'approved, not carried out',
  executing: 'being carried out, not confirmed',
  executed: 'accepted, not confirmed',
  effective: 'confirmed effective',
  unconfirmed: 'accepted, but NOT confirmed',
  failed: 'FAILED',
  undone: 'undone',
};

const grouped = new Intl.NumberFormat('en-US');

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0;
}

/** `3,862`. */
export function formatCount(count: number | null): string {
  return known(count) ? grouped.format(count) : unknown;
}

/** `1 action`, `3,862 tokens`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** US dollars; cents from one dollar up, two significant digits below. */
export function formatUsd(usd: number | null): string {
  if (!known(usd)) return unknown;
  if (usd > 0 && usd < 0.0001) return 'less than $0.0001';
  const decimals = usd === 0 || usd >= 0.995 ? 2 : Math.max(2, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: decimals })}`;
}

/** Milliseconds as people say them: `840 ms`, `4.7 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(ms: number | null): string {
  if (!known(ms)) return unknown;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${grouped.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** 0 to 1, rounded down so that it never promises more than was computed: `90 %`. */
export function formatPercent(fraction: number): string {
  if (!known(fraction)) return unknown;
  return `${Math.floor(Math.min(1, fraction) * 100 + 1e-9)} %`;
}

/** `2026-11-22 10:00:05 UTC`; `unknown` when `iso` is no date. */
export function formatMoment(iso: string | null): string {
  const ms = parseMoment(iso);
  return Number.isFinite(ms) ? `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC` : unknown;
}

/** Milliseconds since 1970, NaN when `iso` is no date; Date.parse would take long over a very long text. */
export function parseMoment(iso: string | null): number {
  return iso === null || iso.length > 40 ? Number.NaN : Date.parse(iso);
}
