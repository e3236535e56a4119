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
  return sum;
}

function costOf(events: readonly TraceEvent[]): { usd: number | null; unpriced: Set<string> } {
  const unpriced = new Set<string>();
  const prices = new Map<string, number | null>();
  let usd: number | null = null;
  for (const event of events) {
    const cost = event.cost_usd ?? (event.type === 'llm_call' ? priceOf(event, prices, unpriced) : undefined);
    if (typeof cost === 'number') usd = (usd ?? 0) + cost;
  }
  if (unpriced.size > 0) return { usd: null, unpriced };
  return { usd: usd === null ? null : Math.round(usd * 1e6) / 1e6, unpriced };
}

function priceOf(event: TraceEvent, prices: Map<string, number | null>, unpriced: Set<string>): number | undefined {
  if (event.input_tokens === undefined && event.output_tokens === undefined) return undefined;
  const model = event.model ?? 'calls without a model name';
  // Prices may be tiered by the size of a call, so calls are priced one by one; equal calls once.
  const key = `${model}|${event.input_tokens ?? 0}|${event.output_tokens ?? 0}`;
  let price = prices.get(key);
  if (price === undefined) {
    price = event.model === undefined ? null : lookUp(event.model, event.input_tokens ?? 0, event.output_tokens ?? 0);
    if (prices.size < 200_000) prices.set(key, price);
  }
  if (price === null) unpriced.add(model);
  return price ?? undefined;
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
    x === null && y === null ? null : (x ?? 0) + (y ?? 0);
  return {
    events: a.events + b.events,
    llm_calls: a.llm_calls + b.llm_calls,
    tool_calls: a.tool_calls + b.tool_calls,
    input_tokens: add(a.input_tokens, b.input_tokens),
    output_tokens: add(a.output_tokens, b.output_tokens),
    cost_usd: a.cost_usd === null || b.cost_usd === null ? null : a.cost_usd + b.cost_usd,
    duration_ms: add(a.duration_ms, b.duration_ms),
  };
}

/** All tokens, or null where neither direction is known. */
export function tokensIn(totals: Totals): number | null {
  if (totals.input_tokens === null && totals.output_tokens === null) return null;
  return (totals.input_tokens ?? 0) + (totals.output_tokens ?? 0);
}
