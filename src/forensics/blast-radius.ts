import type { ToolDefinition } from '../trace/event.ts';
import { effectOf } from './effect.ts';
import { pruneValue } from './prune.ts';
import { quote } from './quote.ts';
import type { BlastRadiusEntry } from './report.ts';
import { returnedText, type Session, type Step } from './steps.ts';
import { firstVerb, nounsOf, stem, type VerbClass, verbClass } from './words.ts';

/** Every tool call at or after the origin: what it did to the world, whether it can be undone, and how. */
export function measureBlastRadius(session: Session, fromIndex: number): BlastRadiusEntry[] {
  return session.steps
    .filter((step) => step.index >= fromIndex && step.tool !== null)
    .map((step) => entryOf(session, step));
}

function entryOf(session: Session, step: Step): BlastRadiusEntry {
  const tool = step.tool ?? '';
  const base = effectOf(tool, step.definition, step.event.args);
  const outcome = outcomeOf(step);
  const effect = outcome === 'refused' ? 'read' : base;
  const args = pruneValue(step.event.args ?? {});
  const common = { step: step.step, tool: quote(tool, 100), args, effect, outcome };
  if (outcome === 'refused' && base !== 'read')
    return { ...common, reversible: 'yes', reversal: 'The tool refused it; nothing changed.' };
  if (effect === 'read') return { ...common, reversible: 'yes', reversal: null };
  return { ...common, ...reversalOf(session, step) };
}

const mayHaveHappened =
  /tim(?:e|ed)[ -]?out|deadline|connection|reset|unavailable|gateway|internal|5\d\d|network|socket|aborted|cancelled|interrupted|unknown error|econn|epipe/i;

/** A refusal changed nothing; a call that broke on the way may have. */
function outcomeOf(step: Step): BlastRadiusEntry['outcome'] {
  if (step.failed) {
    const text = `${step.event.error ?? ''} ${returnedText(step).slice(0, 500)} ${step.event.status ?? ''}`;
    return mayHaveHappened.test(text) ? 'failed' : 'refused';
  }
  return step.returned === null && step.event.status === undefined ? 'unknown' : 'ok';
}

const inverse: Record<string, string[]> = {
  create: ['delete', 'remove', 'cancel', 'void', 'close'],
  book: ['cancel'],
  reserve: ['cancel', 'release'],
  add: ['remove', 'delete'],
  open: ['close'],
  grant: ['revoke'],
  enable: ['disable'],
  disable: ['enable'],
  block: ['unblock'],
  lock: ['unlock'],
  freeze: ['unfreeze'],
  cancel: ['reinstate', 'restore', 'uncancel', 'reactivate', 'rebook'],
  delete: ['restore', 'undelete', 'recover'],
  remove: ['add', 'restore'],
  close: ['reopen', 'open'],
  suspend: ['resume', 'reactivate', 'restore'],
  archive: ['unarchive', 'restore'],
  assign: ['unassign', 'reassign'],
  subscribe: ['unsubscribe'],
  publish: ['unpublish', 'retract'],
  scale: ['scale'],
  charge: ['refund'],
  pay: ['refund', 'reverse'],
  transfer: ['reverse', 'recall'],
  refund: ['charge'],
  stop: ['start'],
  start: ['stop'],
  register: ['unregister', 'deregister', 'cancel'],
  schedule: ['cancel', 'unschedule'],
  merge: ['revert'],
  deploy: ['rollback', 'undeploy'],
};

function reversalOf(session: Session, step: Step): Pick<BlastRadiusEntry, 'reversible' | 'reversal'> {
  const tool = step.tool ?? '';
  const verb = firstVerb(tool);
  const kind = verb === null ? null : verbClass(verb);
  const undo = undoTool(session.capture.definitions, tool, verb);
  if (undo !== null)
    return { reversible: 'yes', reversal: `Call ${quote(undo, 60)} for the same target${targetOf(step)}.` };
  if (kind === 'change') {
    const before = valueBefore(session, step);
    if (before !== null) return { reversible: 'yes', reversal: before };
  }
  return byKind(kind, step);
}

function byKind(kind: VerbClass | null, step: Step): Pick<BlastRadiusEntry, 'reversible' | 'reversal'> {
  const target = targetOf(step);
  switch (kind) {
    case 'send':
      return {
        reversible: 'no',
        reversal: `Cannot be unsent. Tell the recipient${target} that it was wrong and ask to delete it.`,
      };
    case 'pay':
      return {
        reversible: 'unknown',
        reversal: `Ask the payment provider to reverse or recall it${target} before it settles.`,
      };
    case 'give_back':
      return {
        reversible: 'unknown',
        reversal: `Stop the refund or return${target} before it settles; after that it must be claimed back.`,
      };
    case 'remove':
      return {
        reversible: 'no',
        reversal: `Removed${target}; the session's tools offer no undo. Restore from backup or set it up again by hand.`,
      };
    case 'create':
      return {
        reversible: 'unknown',
        reversal: `Remove what was created${target}; no undo call is among the session's tools.`,
      };
    case 'change':
      return {
        reversible: 'unknown',
        reversal: `Set${target} back; the values before are not in the trace, look in the system's own history.`,
      };
    case 'grant':
      return { reversible: 'unknown', reversal: `Take the access or state back${target} by hand.` };
    default:
      return { reversible: 'unknown', reversal: `Find out what it changed${target}; the tool's name does not say.` };
  }
}

/** The undo call among the session's own tools: an inverse verb on the same thing. */
function undoTool(definitions: Map<string, ToolDefinition>, tool: string, verb: string | null): string | null {
  const wanted = verb === null ? undefined : inverse[verb];
  if (wanted === undefined) return null;
  const nouns = nounsOf(tool).map(stem);
  for (const name of definitions.keys()) {
    const other = firstVerb(name);
    if (name === tool || other === null || !wanted.includes(other)) continue;
    const shared = nounsOf(name)
      .map(stem)
      .filter((noun) => nouns.includes(noun));
    if (shared.length > 0 || nounsOf(name).length === 0) return name;
  }
  return null;
}

function targetOf(step: Step): string {
  const named = step.args.filter(
    (arg) => typeof arg.value !== 'boolean' && /\d|@/.test(String(arg.value)) && String(arg.value).length <= 80,
  );
  const leaf =
    named.find((arg) =>
      /^(?:to|cc|bcc)$|recipient|mail|phone|msisdn|channel/i.test(arg.path[arg.path.length - 1] ?? ''),
    ) ?? named[0];
  return leaf === undefined
    ? ''
    : ` (${quote(leaf.path[leaf.path.length - 1] ?? 'target', 30)} ${quote(String(leaf.value), 60)})`;
}

/** How to set a change back, where an earlier result of the same target shows a changed field's value before. */
function valueBefore(session: Session, step: Step): string | null {
  const ids = new Set(step.args.filter((leaf) => /\d/.test(String(leaf.value))).map((leaf) => String(leaf.value)));
  const fields = step.args.filter(
    (leaf) => leaf.path.length === 1 && !/(?:^|[_.-])ids?$|[a-z]Ids?$/.test(leaf.path[0] ?? ''),
  );
  for (let i = step.index - 1; i >= 0 && step.index - i < 2000; i--) {
    const earlier = session.steps[i];
    if (earlier?.tool == null || earlier.failed || typeof earlier.returned?.value !== 'object') continue;
    const { leaves } = earlier.returned;
    if (
      !earlier.args.some((leaf) => ids.has(String(leaf.value))) &&
      !leaves.some((leaf) => ids.has(String(leaf.value)))
    )
      continue;
    for (const field of fields) {
      const old = leaves.find(
        (leaf) => leaf.path[leaf.path.length - 1] === field.path[0] && String(leaf.value) !== String(field.value),
      );
      if (old !== undefined)
        return `Set ${quote(field.path[0] ?? '', 40)} back to ${quote(String(old.value), 60)}, its value at step ${earlier.step}${targetOf(step)}.`;
    }
  }
  return null;
}
