import { calcPrice } from '@pydantic/genai-prices';
import type { TraceEvent } from '../trace/event.ts';
import type { Totals } from './report.ts';

/** Sums over a session. A sum is null when no event carries the figure; cost also when any priced call has no known price. */
export function sumTotals(events: readonly TraceEvent[]): { totals: Totals; warnings: string[] } {
  const input = sumOf(events, (event) => event.input_tokens);
  const output = sumOf(events, (event) => event.output_tokens);
  const duration = sumOf(events, (event) => event.ms);
  const cost = costOf(events);
  return {
    totals: {
      events: events.length,
      llm_calls: events.filter((event) => event.type === 'llm_call').length,
      tool_calls: events.filter((event) => event.type === 'tool_call').length,
      input_tokens: input,
      output_tokens: output,
      cost_usd: cost.usd,
      duration_ms: duration,
    },
    warnings:
      cost.unpriced.size === 0 ? [] : [`Cost is unknown: no price for ${[...cost.unpriced].slice(0, 3).join(', ')}.`],
  };
}

function sumOf(events: readonly TraceEvent[], pick: (event: TraceEvent) => number | undefined): number | null {
  let sum: number | null = null;
  for (const event of events) {
    const value = pick(event);
    if (value !== undefined) sum = (sum ?? 0) + value;
  }
  return finite(sum);
}

/** A sum beyond what a number can hold is not known. */
function finite(sum: number | null): number | null {
  return sum !== null && Number.isFinite(sum) ? sum : null;
}

function costOf(events: readonly TraceEvent[]): { usd: number | null; unpriced: Set<string> } {
  const unpriced = new Set<string>();
  const rates = new Map<string, Rates | null>();
  let usd: number | null = null;
  for (const event of events) {
    const cost = event.cost_usd ?? (event.type === 'llm_call' ? priceOf(event, rates, unpriced) : undefined);
    if (typeof cost === 'number') usd = (usd ?? 0) + cost;
  }
  if (unpriced.size > 0) return { usd: null, unpriced };
  return { usd: finite(usd === null ? null : Math.round(usd * 1e6) / 1e6), unpriced };
}

function priceOf(event: TraceEvent, rates: Map<string, Rates | null>, unpriced: Set<string>): number | undefined {
  const { model, input_tokens: input, output_tokens: output } = event;
  if (input === undefined && output === undefined) return undefined;
  if (model !== undefined && !rates.has(model)) rates.set(model, ratesOf(model));
  const rate = model === undefined ? undefined : rates.get(model);
  if (rate != null) return rate.input * (input ?? 0) + rate.output * (output ?? 0);
  const price = model === undefined ? null : lookUp(model, input ?? 0, output ?? 0);
  if (price === null) unpriced.add(model ?? 'calls without a model name');
  return price ?? undefined;
}

/** Dollars per token of a model whose price does not depend on the size of a call. */
interface Rates {
  input: number;
  output: number;
}

/** Most prices are linear; then two look-ups serve all calls. Tiered ones are looked up call by call. */
function ratesOf(model: string): Rates | null {
  const price = (input: number, output: number): number | null => lookUp(model, input, output);
  const [input, output] = [price(1000, 0), price(0, 1000)];
  if (input === null || output === null) return null;
  for (const size of [10, 50_000, 150_000, 250_000, 600_000, 2_000_000]) {
    const mixed = price(size, size);
    if (mixed === null || Math.abs(mixed - ((input + output) * size) / 1000) > 1e-9 * size) return null;
  }
  return { input: input / 1000, output: output / 1000 };
}

function lookUp(model: string, inputTokens: number, outputTokens: number): number | null {
  try {
    const name = model.includes('/') ? model.slice(model.lastIndexOf('/') + 1) : model;
    const usage = { input_tokens: inputTokens, output_tokens: outputTokens };
    return (calcPrice(usage, model) ?? calcPrice(usage, name))?.total_price ?? null;
  } catch {
    return null;
  }
}

/** Two sets of totals as one; a figure unknown on both sides stays unknown. */
export function addTotals(a: Totals, b: Totals): Totals {
  const add = (x: number | null, y: number | null): number | null =>
    x === null && y === null ? null : finite((x ?? 0) + (y ?? 0));
  return {
    events: a.events + b.events,
    llm_calls: a.llm_calls + b.llm_calls,
    tool_calls: a.tool_calls + b.tool_calls,
    input_tokens: add(a.input_tokens, b.input_tokens),
    output_tokens: add(a.output_tokens, b.output_tokens),
    cost_usd: a.cost_usd === null || b.cost_usd === null ? null : finite(a.cost_usd + b.cost_usd),
    duration_ms: add(a.duration_ms, b.duration_ms),
  };
}

/** All tokens, or null where neither direction is known. */
export function tokensIn(totals: Totals): number | null {
  if (totals.input_tokens === null && totals.output_tokens === null) return null;
  return (totals.input_tokens ?? 0) + (totals.output_tokens ?? 0);
}
