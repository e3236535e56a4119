import type { Random } from './random.ts';

/** How much of a session its backend kept. */
export type CaptureKind = 'prompts' | 'full' | 'first' | 'sparse';

export interface Capture {
  kind: CaptureKind;
  /** A model call before each tool call: always, only for some, or none (the model's turn was not traced). */
  deciding: 'always' | 'some' | 'never';
  response: 'object' | 'json-text' | 'prose';
  argsAsText: boolean;
  /** How tool traffic appears in captured prompts. */
  toolMessages: 'calls' | 'parts';
  summaries: boolean;
  goals: boolean;
  thoughts: boolean;
  model: string;
  okWord: string;
  sessionId: string;
  startMs: number;
}

const models = ['claude-sonnet-4-5', 'gpt-4.1-mini', 'gemini-2.5-pro', 'mistral-large-2411'];

/** Chooses how a session is captured; `index` rotates the kinds so that each fault meets all of them. */
export function chooseCapture(rng: Random, index: number): Capture {
  const kinds: CaptureKind[] = ['full', 'prompts', 'first', 'sparse', 'full', 'first', 'prompts'];
  const kind = kinds[index % kinds.length] ?? 'full';
  return {
    kind,
    deciding: kind === 'prompts' ? 'always' : rng.pick(['always', 'always', 'some', 'never']),
    response: rng.pick(['object', 'object', 'object', 'json-text', 'prose']),
    argsAsText: rng.chance(0.08),
    toolMessages: rng.pick(['calls', 'parts']),
    summaries: rng.chance(0.5),
    goals: false,
    thoughts: rng.chance(0.6),
    model: rng.pick(models),
    okWord: rng.pick(['ok', 'ok', 'success']),
    sessionId: `${rng.pick(['run-', 'thread_', 'conv/'])}${rng.text(10, '0123456789abcdef')}`,
    startMs: Date.UTC(2025, 2, 1) + rng.int(0, 90 * 86_400) * 1000,
  };
}
