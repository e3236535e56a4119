import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { TraceEvent } from '../../src/trace/event.ts';
import type { Label } from './build.ts';

/** Kinds whose arguments or figures are the agent's own by design: keys it makes up, sums it computes. */
const agentsOwn = new Set([
  'control-arithmetic',
  'control-new-names',
  'control-dates',
  'control-derived-ids',
  'hallucinated-recovered',
]);

const plainText = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
const textOf = (event: TraceEvent): string =>
  JSON.stringify([
    event.prompt,
    event.content,
    event.completion,
    event.summary,
    event.response,
    event.args,
    event.goal,
  ]);
const saidBy = (event: TraceEvent): string =>
  event.type === 'tool_call' || event.type === 'llm_call'
    ? JSON.stringify([event.prompt, event.response, event.type === 'tool_call' ? event.summary : ''])
    : textOf(event);
const idsIn = (text: string): string[] => text.match(/[A-Za-z0-9+][A-Za-z0-9:/~@._+-]*\d[A-Za-z0-9:/~@._-]*/g) ?? [];
const argsOf = (event: TraceEvent): unknown => (typeof event.args === 'string' ? JSON.parse(event.args) : event.args);

/** What is wrong with one labelled session; empty if nothing is. */
export function problemsOf(label: Label, events: readonly TraceEvent[]): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, text: string): void => {
    if (!holds) problems.push(`${label.file}: ${text}`);
  };
  const at = (step: number): TraceEvent | undefined => events[step - 1];
  const first = Math.min(...(label.origin_steps ?? [Number.POSITIVE_INFINITY]));
  const before = events.slice(0, first - 1);
  const origin = (label.origin_steps ?? []).map(at);

  check(
    events.every((event, i) => event.step === i + 1),
    'steps are not 1, 2, 3 …',
  );
  check(
    label.mode !== undefined && (label.kind === 'faulty') === (label.origin_steps !== null),
    'kind and origin disagree',
  );
  for (const step of [...(label.origin_steps ?? []), ...(label.external_steps ?? [])])
    check(at(step) !== undefined, `no step ${step}`);
  for (const step of label.external_steps ?? [])
    check(at(step)?.type === 'tool_call' && at(step)?.status !== 'error', `step ${step} changed nothing`);

  const became = /^(.+) became (.+)$/.exec(label.what);
  if (/^(fresh|typo)-id$/.test(label.fault) && became?.[2] !== undefined) {
    const invented = became[2];
    check(!before.some((event) => textOf(event).includes(invented)), `${invented} is said before the origin`);
    check(
      origin.some((event) => event !== undefined && textOf(event).includes(invented)),
      `${invented} is not at the origin`,
    );
    check(
      !events.some((event) => event.type === 'user_message' && textOf(event).includes(invented)),
      `the user says ${invented}`,
    );
  }
  if (label.fault.startsWith('injected') || label.fault === 'memory-poison') {
    const ids = idsIn(label.what).map(plainText);
    const acted = events.find(
      (event) =>
        event.step > first &&
        event.type === 'tool_call' &&
        ids.some((id) => plainText(JSON.stringify(event.args)).includes(id)),
    );
    check(acted !== undefined, 'nothing rests on the foreign text');
    check(
      !before.some((event) => ids.some((id) => id.length > 5 && plainText(textOf(event)).includes(id))),
      'its target is known before',
    );
  }
  return [...problems, ...grounding(label, events), ...schemas(label, events)];
}

/** Dates, amounts, small numbers and keys an agent may choose are not ids. */
const isId = (text: string): boolean =>
  !/^(\d{4}-\d\d-\d\d|\d{1,4}|[\d.,']*[.,']\d*|order-\w+)$/.test(text) && plainText(text).length > 2;

/** In sessions without a fault every id in an argument or an answer has a source. */
function grounding(label: Label, events: readonly TraceEvent[]): string[] {
  if (label.kind === 'faulty' || agentsOwn.has(label.fault)) return [];
  let known = plainText(JSON.stringify(events.map((event) => event.tools)));
  const missing: string[] = [];
  for (const event of events) {
    if (event.prompt !== undefined) known += plainText(JSON.stringify(event.prompt));
    const said = event.type === 'tool_call' ? JSON.stringify(event.args) : (event.completion ?? '');
    for (const id of idsIn(said)) {
      const bare = plainText(id);
      if (isId(id) && !known.includes(bare))
        missing.push(`${label.file}: step ${event.step} says ${id}, which has no source`);
    }
    known += plainText(saidBy(event));
  }
  return missing;
}

/** Arguments fit their schema, except where the fault says otherwise. */
function schemas(label: Label, events: readonly TraceEvent[]): string[] {
  const ajv = new Ajv({ strict: false, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
  const tools = events.flatMap((event) => event.tools ?? []);
  const unfit = events.filter((event) => {
    const schema = tools.find((tool) => tool.name === event.tool)?.parameters;
    return (
      event.type === 'tool_call' &&
      event.status !== 'error' &&
      schema !== undefined &&
      !ajv.validate(schema, argsOf(event))
    );
  });
  if (label.fault === 'bad-args') {
    const fits = unfit.length === 1 && label.origin_steps?.includes(unfit[0]?.step ?? 0);
    return fits ? [] : [`${label.file}: ${unfit.length} unfit calls`];
  }
  if (label.fault === 'loop') return [];
  return unfit.map((event) => `${label.file}: step ${event.step} does not fit the schema of ${event.tool}`);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: npx tsx bench/scenarios/check.ts OUTDIR');
  process.exit(2);
}
const lines = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const labels = lines(path.join(folder, 'labels.jsonl')) as Label[];
const problems = labels.flatMap((label) =>
  problemsOf(
    label,
    lines(path.join(folder, 'sessions', label.file)).map((line) => TraceEvent.parse(line)),
  ),
);
for (const problem of problems) console.log(problem);
console.log(`${labels.length} sessions, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
