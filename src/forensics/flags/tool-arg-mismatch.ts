import { type Finding, finding } from '../finding.ts';
import { isVolatileKey } from '../provenance/mentions.ts';
import { toStructured } from '../provenance/values.ts';
import { quote } from '../quote.ts';
import { createValidator } from '../schema.ts';
import type { Session, Step } from '../steps.ts';

/**
 * TOOL_ARG_MISMATCH: the arguments do not match the tool's schema, or, where no definition was captured, the way the
 * rest of the session calls that tool, or the tool itself said so.
 */
export function detectToolArgMismatch(session: Session): Finding[] {
  const validate = createValidator();
  const usage = usageByTool(session);
  return session.steps.flatMap((step) => {
    if (step.tool === null || step.event.args === undefined) return [];
    const args = toStructured(step.event.args);
    const parameters = step.definition?.parameters;
    const fromSchema = parameters === undefined ? null : validate(parameters, args);
    if (fromSchema !== null) return [report(session, step, fromSchema, 0.95)];
    if (parameters !== undefined) return [];
    const fromUse = differsFromUse(args, usage.get(step.tool) ?? []);
    return fromUse === null ? [] : [report(session, step, fromUse, 0.7)];
  });
}

function report(session: Session, step: Step, problem: string, confidence: number): Finding {
  const corrected =
    step.failed && session.steps.some((later) => later.index > step.index && later.tool === step.tool && !later.failed);
  return finding({
    kind: 'bad_arguments',
    mode: 'tool_misfire',
    flag: 'TOOL_ARG_MISMATCH',
    origin: step.decidedBy,
    at: step.index,
    confidence: corrected ? Math.min(confidence, 0.7) : confidence,
    evidence: `${quote(step.tool ?? 'tool', 60)} at step ${step.step}: ${quote(problem, 160)}${corrected ? '; refused, then called correctly' : ''}.`,
    steps: [step.index],
    isConsequential: !corrected,
  });
}

interface Usage {
  keys: Set<string>;
  types: Map<string, string>;
}

function usageByTool(session: Session): Map<string, Usage[]> {
  const usage = new Map<string, Usage[]>();
  for (const step of session.steps) {
    if (step.tool === null || step.definition?.parameters !== undefined) continue;
    const args = toStructured(step.event.args);
    if (typeof args !== 'object' || args === null || Array.isArray(args)) continue;
    const entries = Object.entries(args);
    const types = new Map(entries.map(([key, value]) => [key, kindOf(value)]));
    const list = usage.get(step.tool) ?? [];
    list.push({ keys: new Set(types.keys()), types });
    usage.set(step.tool, list);
  }
  return usage;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
}

/** With three or more other calls that agree on names and types, the one that differs stands out. */
function differsFromUse(args: unknown, calls: Usage[]): string | null {
  if (calls.length < 4 || calls.length > 2000) return null;
  if (typeof args !== 'object' || args === null || Array.isArray(args)) return null;
  const total = calls.length;
  const counts = new Map<string, number>();
  for (const call of calls) for (const key of call.keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const mine = new Map(Object.entries(args).map(([key, value]) => [key, kindOf(value)]));
  for (const [key, count] of counts) {
    if (count === total - 1 && !mine.has(key) && !isVolatileKey(key))
      return `${key} is missing; the ${count} other calls in this session have it`;
  }
  for (const [key, kind] of mine) {
    const others = calls.map((call) => call.types.get(key)).filter((type) => type !== undefined);
    const same = others.filter((type) => type === kind).length;
    const usual = others.find((type) => type !== kind);
    if (others.length >= 4 && same === 1 && usual !== undefined && others.every((t) => t === usual || t === kind)) {
      return `${key} is of type ${kind}; the ${others.length - 1} other calls in this session give ${usual}`;
    }
  }
  return null;
}
