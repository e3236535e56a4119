import type { z } from 'zod';
import { SlackFailure } from '../failure.ts';
import { crossCheck } from './cross-check.ts';
import { elementsOf } from './elements-of.ts';
import { type Block, homeView, maxViewBytes, messageBlocks, modalView, type View } from './schema.ts';

/**
 * Characters of all blocks of a message together, containers included; undocumented, answered with
 * `msg_blocks_too_long`. Reported in slackapi/bolt-js#2509 and #2867; JSON is the strictest way to count it.
 */
export const messageCeiling = 13_200;

type ParsedView = z.infer<typeof modalView> | z.infer<typeof homeView>;

/**
 * Checks the blocks of a message and names those without an id.
 *
 * @throws SlackFailure `invalid_blocks` with Slack's messages, or `msg_blocks_too_long`.
 */
export function checkMessageBlocks(value: unknown, newId: () => string): Block[] {
  const parsed = messageBlocks.safeParse(value);
  if (!parsed.success) throw invalid('invalid_blocks', explain(parsed.error, '/blocks', value));
  const problems = crossCheck(parsed.data, '/blocks');
  if (problems.length > 0) throw invalid('invalid_blocks', problems);
  if (JSON.stringify(parsed.data).length > messageCeiling) throw new SlackFailure('msg_blocks_too_long');
  return name(parsed.data, newId);
}

/**
 * Checks a view.
 *
 * @throws SlackFailure `invalid_arguments` with one message per problem, or `view_too_large`.
 */
export function checkView(value: unknown, type: 'modal' | 'home', newId: () => string): View & ParsedView {
  const parsed = (type === 'modal' ? modalView : homeView).safeParse(value);
  if (!parsed.success) throw invalid('invalid_arguments', explain(parsed.error, '/view', value));
  const view: ParsedView = parsed.data;
  const problems = crossCheck(view.blocks, '/view/blocks');
  // https://docs.slack.dev/reference/views/modal-views
  const asks = view.blocks.some((block) => block.type === 'input');
  if (view.type === 'modal' && asks && view.submit === undefined) {
    problems.push('[ERROR] missing required field: submit [json-pointer:/view]');
  }
  if (problems.length > 0) throw invalid('invalid_arguments', problems);
  if (Buffer.byteLength(JSON.stringify(view)) > maxViewBytes) throw new SlackFailure('view_too_large');
  return { ...view, blocks: name(view.blocks, newId) } as View & ParsedView;
}

function invalid(code: string, messages: readonly string[]): SlackFailure {
  return new SlackFailure(code, { errors: messages, response_metadata: { messages } });
}

function explain(error: z.ZodError, root: string, value: unknown): string[] {
  return error.issues.map((issue) => {
    const pointer = `[json-pointer:${[root, ...issue.path.map(String)].join('/')}]`;
    return `[ERROR] ${describe(issue, at(value, issue.path))} ${pointer}`;
  });
}

function describe(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'too_big') {
    const max = Number(issue.maximum);
    return issue.origin === 'string' ? `must be less than ${max + 1} characters` : `no more than ${max} items allowed`;
  }
  if (issue.code === 'too_small') {
    const min = Number(issue.minimum);
    return issue.origin === 'string' ? `must be more than ${min - 1} characters` : `no fewer than ${min} items allowed`;
  }
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') return `unsupported type: ${String(found)}`;
  return found === undefined ? `missing required field: ${String(issue.path.at(-1) ?? '')}` : issue.message;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** Slack names blocks and elements that came without an id; payloads then carry those names. */
function name(blocks: readonly Block[], newId: () => string): Block[] {
  const copy = structuredClone(blocks) as Block[];
  for (const block of copy) {
    block.block_id ??= newId();
    for (const element of elementsOf(block)) element.action_id ??= newId();
  }
  return copy;
}
