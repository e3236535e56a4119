import type { SourceRole } from '../heard.ts';
import type { Session, Step } from '../steps.ts';
import { isMemoryNote } from '../steps.ts';
import { findLookalike, isSourced } from './grounding.ts';
import { argMentions, type Mention, textMentions } from './mentions.ts';
import { sourceKeys } from './source-keys.ts';
import { compact } from './tokens.ts';
import { type Leaf, walkLeaves } from './values.ts';

/** The step at which a piece of information was first seen, and who brought it. */
export interface FirstSeen {
  index: number;
  by: SourceRole | 'model';
}

/** An id the model was the first to say, with no source for it anywhere before. */
export interface Invention extends Mention {
  key: string;
  /** The step that says it. */
  index: number;
  /** The llm_call that decided it: the same step, or the one before a tool call. */
  decidedBy: number;
  where: 'argument' | 'text' | 'memory';
  /** The id is only known as an example in a tool's description. */
  isExample: boolean;
  /** A sourced id that differs in one or two characters, if there is one. */
  lookalike: string | null;
  /** True when everything the model could have read before is in the trace. */
  isContextCaptured: boolean;
  /** True when at least the user's or system's words are. */
  isInputCaptured: boolean;
  /** True when no result before was cut off. */
  isContextWhole: boolean;
}

/** Which step said each checkable piece of information first, and which of them the model made up. */
export interface Ledger {
  firstSeen: Map<string, FirstSeen>;
  inventions: Invention[];
  /** Ids each step mentions, compacted: what it said, was given, or got back. */
  mentionedAt: Set<string>[];
  /** How each compacted id was written when first seen. */
  shown: Map<string, string>;
}

/** Walks the session once, in causal order, and keeps the books. */
export function createLedger(session: Session): Ledger {
  const sourced = new Map<string, FirstSeen>();
  const firstSeen = new Map<string, FirstSeen>();
  const bareDigits = new Set<string>();
  const examples = exampleIds(session);
  const shown = new Map<string, string>();
  const inventions: Invention[] = [];
  const mentionedAt: Set<string>[] = [];
  const invented = new Set<string>();
  let isContextCaptured = session.capture.input;

  const note = (key: string, index: number, by: FirstSeen['by'], text: string): void => {
    if (!firstSeen.has(key)) firstSeen.set(key, { index, by });
    if (!shown.has(key)) shown.set(key, text);
    mentionedAt[index]?.add(key);
  };
  const addSource = (leaves: readonly Leaf[], index: number, role: SourceRole): void => {
    for (const leaf of leaves) {
      if (typeof leaf.value === 'boolean') continue;
      for (const key of sourceKeys(String(leaf.value), role === 'user', bareDigits)) {
        note(key.key, index, role, key.text);
        if (!sourced.has(key.key)) sourced.set(key.key, { index, by: role });
      }
    }
  };
  const say = (step: Step, mention: Mention, where: Invention['where']): void => {
    const key = compact(mention.text);
    if (key === '') return;
    const isNew = !firstSeen.has(key);
    note(key, step.index, 'model', mention.text);
    if (!isNew || invented.has(key) || isSourced(mention.text, sourced, bareDigits)) return;
    if (where === 'argument' && !mention.isChecked) return;
    const lookalike = inventions.length < 100 ? findLookalike(key, sourced, shown) : null;
    if (mention.isPath === true && lookalike === null) return;
    invented.add(key);
    inventions.push({
      ...mention,
      key,
      index: step.index,
      decidedBy: step.decidedBy,
      where,
      isExample: examples.has(key),
      lookalike,
      isContextCaptured,
      isInputCaptured: session.capture.input,
      isContextWhole: step.isContextWhole,
    });
  };

  for (const step of session.steps) {
    mentionedAt[step.index] = new Set();
    for (const heard of step.heard) addSource(heard.leaves, step.index, heard.role);
    if (step.event.goal !== undefined) for (const mention of textMentions(step.event.goal)) say(step, mention, 'text');
    const isMemory = isMemoryNote(step);
    if (step.said !== '') {
      for (const mention of textMentions(step.said)) say(step, mention, isMemory ? 'memory' : 'text');
    }
    if (step.tool !== null) {
      for (const mention of argMentions(step)) say(step, mention, isMemory ? 'memory' : 'argument');
    }
    if (step.returned !== null) addSource(step.returned.leaves, step.index, 'tool');
    if (step.type === 'tool_call' && step.returned?.captured !== true && step.event.prompt === undefined) {
      isContextCaptured = false;
    }
    if (step.event.prompt !== undefined && step.event.prompt.length > 0) isContextCaptured = true;
  }
  return { firstSeen, inventions, mentionedAt, shown };
}

/** Ids that stand only as examples in tool descriptions: no evidence that they are real. Enum values and defaults are real. */
function exampleIds(session: Session): Set<string> {
  const ids = new Set<string>();
  for (const definition of session.capture.definitions.values()) {
    walkLeaves([definition.description, definition.parameters], (leaf) => {
      if (typeof leaf.value !== 'string' || leaf.path.includes('enum') || leaf.path.includes('default')) return;
      for (const mention of textMentions(leaf.value)) ids.add(compact(mention.text));
    });
  }
  return ids;
}
