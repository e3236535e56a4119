import type { PromptMessage, TraceEvent } from '../../src/trace/event.ts';
import type { Capture } from './capture.ts';
import { clip, toProse } from './prose.ts';
import type { Random } from './random.ts';
import type { Beat, CallBeat, Domain, Script } from './script.ts';

export interface Rendered {
  events: TraceEvent[];
  originSteps: number[];
  externalSteps: number[];
}

type Fields = Record<string, unknown> & { type: TraceEvent['type']; summary: string };

/** Turns a script into the events its capture would have kept, and finds the labelled steps in them. */
export function render(domain: Domain, script: Script, capture: Capture, rng: Random): Rendered {
  const events: TraceEvent[] = [];
  const history: PromptMessage[] = [{ role: 'system', content: domain.system }];
  const origins: number[] = [];
  const writes: number[] = [];
  const effects = new Map(domain.tools.map((spec) => [spec.definition.name, spec.effect]));
  const sparse = capture.kind === 'sparse';
  let clock = capture.startMs;
  let goal: string | undefined;
  let calls = 0;

  const emit = (fields: Fields): number => {
    const step = events.length + 1;
    const ms = rng.int(90, 2400);
    clock += ms + rng.int(40, 900);
    const { summary, ...rest } = fields;
    const keepSummary = sparse || capture.summaries;
    events.push({
      session_id: capture.sessionId,
      step,
      ...rest,
      ...(keepSummary ? { summary: clip(summary, sparse ? 2000 : 140) } : {}),
      ...(fields.type === 'user_message' ? {} : { ms }),
      timestamp: new Date(clock).toISOString(),
    });
    return step;
  };

  const model = (completion: string | undefined, summary: string): number => {
    calls += 1;
    const withPrompt =
      capture.kind === 'prompts' || capture.kind === 'full' || (capture.kind === 'first' && calls === 1);
    const text = JSON.stringify(history);
    return emit({
      type: 'llm_call',
      model: capture.model,
      summary,
      input_tokens: 40 + Math.ceil(text.length / 4),
      output_tokens: 8 + Math.ceil((completion ?? '').length / 4),
      ...(goal === undefined ? {} : { goal }),
      ...(withPrompt && !sparse ? { prompt: structuredClone(history) } : {}),
      ...(calls === 1 && !sparse ? { tools: definitions(domain) } : {}),
      ...(completion === undefined || sparse ? {} : { completion }),
    });
  };

  const note = (beat: Beat, decided: number | undefined, own: number): void => {
    if (!('origin' in beat) || beat.origin === undefined) return;
    if (beat.origin === 'decision' && decided !== undefined) origins.push(decided);
    // The turn a memory was written in may have decided on it, where no call of its own did.
    const previous = events.at(-2);
    if (beat.kind === 'memory' && decided === undefined && previous?.type === 'llm_call') origins.push(previous.step);
    origins.push(own);
  };

  const decides = (): boolean => capture.deciding === 'always' || (capture.deciding === 'some' && rng.chance(0.6));

  const tool = (beat: CallBeat, decided: number | undefined): void => {
    const body =
      capture.response === 'object'
        ? beat.result
        : capture.response === 'prose'
          ? toProse(beat.result)
          : JSON.stringify(beat.result);
    const step = emit({
      type: 'tool_call',
      tool: beat.tool,
      args: capture.argsAsText ? JSON.stringify(beat.args) : beat.args,
      status: beat.ok ? capture.okWord : 'error',
      summary: `${beat.tool} ${beat.ok ? 'returned' : 'failed with'} ${toProse(beat.result)}`,
      ...(sparse ? {} : { response: body }),
      ...(beat.ok || sparse ? {} : { error: toProse(beat.result) }),
    });
    history.push(...toolTraffic(beat, body, step, capture));
    if (beat.ok && effects.get(beat.tool) === 'write') writes.push(step);
    note(beat, decided, step);
  };

  let batch: { id: number; decided: number | undefined } | undefined;
  for (const beat of script.beats) {
    if ('goal' in beat && beat.goal !== undefined) goal = beat.goal;
    if (beat.kind !== 'call' || beat.batch === undefined || beat.batch !== batch?.id) batch = undefined;
    if (beat.kind === 'user') {
      history.push({ role: 'user', content: beat.text });
      if (capture.kind !== 'prompts')
        emit({ type: 'user_message', summary: `User: ${beat.text}`, ...(sparse ? {} : { content: beat.text }) });
    } else if (beat.kind === 'say') {
      const step = model(beat.text, beat.text);
      history.push({ role: 'assistant', content: beat.text });
      note(beat, undefined, step);
    } else if (beat.kind === 'call') {
      let decided = batch?.decided;
      if (batch === undefined && decides()) {
        decided = model(
          beat.thought ?? (capture.thoughts ? thoughtFor(beat) : undefined),
          beat.thought ?? `Calls ${beat.tool}`,
        );
      }
      // An answer right before the call, with nobody speaking in between, is the turn that decided on it.
      const previous = events.at(-1);
      if (batch === undefined && decided === undefined && previous?.type === 'llm_call') decided = previous.step;
      if (beat.batch !== undefined) batch = { id: beat.batch, decided };
      tool(beat, decided);
    } else if (beat.kind === 'spawn') {
      const decided = beat.decided
        ? model(`I pass this on to ${beat.agent}.`, `Passes the task on to ${beat.agent}`)
        : undefined;
      note(
        beat,
        decided,
        emit({
          type: 'agent_spawn',
          agent: beat.agent,
          summary: `Started ${beat.agent}: ${beat.task}`,
          ...(sparse ? {} : { content: beat.task }),
        }),
      );
    } else {
      const decided = beat.decided
        ? model(undefined, beat.kind === 'memory' ? 'Writes a memory' : 'Asks the knowledge base')
        : undefined;
      const type = beat.kind === 'memory' ? 'memory_write' : 'retrieval';
      const label = beat.kind === 'memory' ? 'Remembered' : 'Retrieved';
      const step = emit({ type, summary: `${label}: ${beat.content}`, ...(sparse ? {} : { content: beat.content }) });
      history.push({ role: 'tool', name: beat.kind === 'memory' ? 'memory' : 'retriever', content: beat.content });
      note(beat, decided, step);
    }
  }
  const first = origins.length > 0 ? Math.min(...origins) : Number.POSITIVE_INFINITY;
  return {
    events,
    originSteps: [...new Set(origins)].sort((a, b) => a - b),
    externalSteps: writes.filter((step) => step >= first),
  };
}

function thoughtFor(beat: CallBeat): string {
  return beat.subject ? `Next step: ${beat.tool} for ${beat.subject}.` : `Next step: ${beat.tool}.`;
}

function definitions(domain: Domain) {
  return domain.tools.map(({ definition, effect }) =>
    domain.annotated ? { ...definition, annotations: { readOnlyHint: effect === 'read' } } : definition,
  );
}

function toolTraffic(beat: CallBeat, body: unknown, step: number, capture: Capture): PromptMessage[] {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const id = `c${step}`;
  if (capture.toolMessages === 'parts') {
    return [
      { role: 'assistant', content: [{ type: 'tool_use', id, name: beat.tool, input: beat.args }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: text }] },
    ];
  }
  return [
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id, type: 'function', function: { name: beat.tool, arguments: JSON.stringify(beat.args) } }],
    },
    { role: 'tool', tool_call_id: id, content: text },
  ];
}
