import { type Finding, finding } from '../finding.ts';
import { argKeys, isIdLike, kindOfId } from '../provenance/entity-ids.ts';
import { isVolatileKey } from '../provenance/mentions.ts';
import { compact, isEmail } from '../provenance/tokens.ts';
import type { Leaf } from '../provenance/values.ts';
import { quote } from '../quote.ts';
import type { Session, Step } from '../steps.ts';
import { nounsOf, wordsOf } from '../words.ts';
import { otherOwner, rememberOwners } from './foreign-owner.ts';

/**
 * ENTITY_MISMATCH: a tool returned data of another entity than the one asked for, or of another owner than the one
 * in process. `related` names the entity that was asked for, so that an invention of it can be confirmed.
 */
export function detectEntityMismatch(session: Session): Finding[] {
  const owners = new Map<string, string>();
  const known = new Set<string>();
  const findings: Finding[] = [];
  for (const step of session.steps) {
    if (step.tool === null || step.returned === null || step.failed) {
      rememberOwners(step, owners, known, session);
      continue;
    }
    const found = inWords(step) ?? otherEntity(step) ?? otherOwner(step, owners, known);
    if (found !== null) findings.push(found);
    rememberOwners(step, owners, known, session);
  }
  return withoutManyOwners(findings);
}

/** Records of three or more owners in one session: it works through several customers, none of them is foreign. */
function withoutManyOwners(findings: Finding[]): Finding[] {
  const owners = new Set(
    findings.filter((found) => found.kind === 'foreign_owner').flatMap((found) => found.items.slice(-1)),
  );
  return owners.size >= 2 ? findings.filter((found) => found.kind !== 'foreign_owner') : findings;
}

const wordForms = [
  /\b(?:belongs|belonging|assigned|registered|owned|issued) (?:to|by) (\S+?),? (?:and )?(?:not|instead of|rather than) (?:to |by |for )?(\S+)/i,
  /\b(?:is|was|are) for (\S+?),? (?:and )?(?:not|instead of|rather than) (?:for )?(\S+)/i,
  /\b(?:returned|got|received|found|matched) (?:\w+ ){0,4}?(\S+?),? (?:instead of|rather than|but not|not) (\S+)/i,
];

/** The summary-only form: "order found, belongs to cust_012, not cust_789". */
function inWords(step: Step): Finding | null {
  const text = typeof step.returned?.value === 'string' ? step.returned.value : (step.event.summary ?? '');
  for (const form of wordForms) {
    const match = form.exec(text.slice(0, 2000));
    const [got, asked] = [match?.[1], match?.[2]].map((word) => word?.replace(/[.,;:!?"')]+$/, ''));
    if (got === undefined || asked === undefined || compact(got) === compact(asked)) continue;
    if (![got, asked].every((word) => /\d/.test(word) || isEmail(word))) continue;
    return finding({
      kind: 'foreign_owner',
      mode: 'tool_misfire',
      flag: 'ENTITY_MISMATCH',
      origin: step.index,
      confidence: 0.9,
      evidence: `${step.tool ?? 'The tool'} at step ${step.step} says: "${quote(match?.[0] ?? '', 100)}".`,
      items: [compact(got)],
      related: argKeys(step),
      steps: [step.index],
    });
  }
  return null;
}

/** Names by which the entity of an argument may come back: `reservation_id` itself, or plain `id` of `get_reservation`. */
function answersTo(argument: string, tool: string, key: string): boolean {
  const a = wordsOf(argument).join('');
  const k = wordsOf(key).join('');
  if (a === k) return true;
  const nouns = nounsOf(tool);
  const subject = wordsOf(argument).filter(
    (word) => !['id', 'number', 'no', 'key', 'code', 'uuid', 'ref'].includes(word),
  );
  const isSubject = subject.length === 0 || subject.every((word) => nouns.includes(word));
  const plain = ['id', 'number', 'no', 'key', 'code', 'uuid', 'ref'];
  if (isSubject && plain.includes(k) && (plain.includes(a) || wordsOf(argument).some((word) => plain.includes(word))))
    return true;
  // get_order({ id }) may answer with { order_id }.
  return plain.includes(a) && nouns.some((noun) => plain.some((suffix) => k === noun + suffix));
}

/** The call asked for X; the answer speaks of Y under the same name and nowhere of X. */
function otherEntity(step: Step): Finding | null {
  const value = step.returned?.value;
  if (typeof value !== 'object' || value === null) return null;
  const leaves = step.returned?.leaves ?? [];
  if (leaves.length > 20_000) return null;
  for (const arg of step.args) {
    const argument = arg.path[0] ?? '';
    if (
      arg.path.length !== 1 ||
      isListArg(step, argument) ||
      (step.args.length > 1 && isVolatileKey(argument)) ||
      isSetting(step, argument)
    )
      continue;
    const asked = String(arg.value);
    if (!isIdLike(asked) && !/^\p{Lu}{4,}$/u.test(asked)) continue;
    const key = compact(asked);
    if (isPresent(leaves, asked, key)) continue;
    const answers = leaves.filter((leaf) => isAnswer(leaf, argument, step.tool ?? ''));
    const values = new Set(answers.map((leaf) => compact(String(leaf.value))));
    const got = answers[0];
    if (got === undefined || values.size !== 1 || containsKey(leaves, key)) continue;
    if (kindOfId(String(got.value)) !== kindOfId(asked) || compact(String(got.value)).startsWith(key)) continue;
    return finding({
      kind: 'foreign_result',
      mode: 'tool_misfire',
      flag: 'ENTITY_MISMATCH',
      origin: step.index,
      confidence: 0.95,
      evidence: `${quote(step.tool ?? 'The tool', 60)} at step ${step.step} was asked for ${argument} ${quote(asked, 60)} and answered with ${got.path.join('.')} ${quote(String(got.value), 60)}.`,
      items: [compact(String(got.value))],
      related: [key],
      steps: [step.index],
    });
  }
  return null;
}

function isListArg(step: Step, argument: string): boolean {
  return step.args.filter((leaf) => leaf.path[0] === argument).length > 1;
}

/** `update_email({ user_id, email })`: the new value of a setting need not come back as it was given. */
function isSetting(step: Step, argument: string): boolean {
  if (step.args.length <= 1) return false;
  return /^(?:new|old|from|to|target|dest|replacement)(?:[_-]|[A-Z]|$)|mail|phone|mobile|url|address|status|state|stage|type|limit|amount|date|time/i.test(
    argument,
  );
}

function isAnswer(leaf: Leaf, argument: string, tool: string): boolean {
  const name = leaf.path[leaf.path.length - 1];
  if (name === undefined || leaf.path.length > 3 || String(leaf.value).length > 200) return false;
  if (leaf.path.length === 1) return answersTo(argument, tool, name);
  // Deeper down only the argument's own name speaks of the entity asked for; `items[].id` is another thing.
  return wordsOf(name).join('') === wordsOf(argument).join('') && wordsOf(name).length > 1;
}

/** Does a result hold this id, in whatever spelling? */
function isPresent(leaves: readonly Leaf[], id: string, key: string): boolean {
  return leaves.some((leaf) => String(leaf.value) === id) || leaves.some((leaf) => compact(String(leaf.value)) === key);
}

/** The id asked for stands inside some other value: a URL, a sentence, a masked form. */
function containsKey(leaves: Leaf[], key: string): boolean {
  return (
    key.length >= 4 &&
    leaves.some(
      (leaf) => typeof leaf.value === 'string' && leaf.value.length > key.length && compact(leaf.value).includes(key),
    )
  );
}
