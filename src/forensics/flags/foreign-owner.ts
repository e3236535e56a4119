import { type Finding, finding } from '../finding.ts';
import { argKeys, isIdLike, kindOfId } from '../provenance/entity-ids.ts';
import { compact } from '../provenance/tokens.ts';
import { type Leaf, leavesOf } from '../provenance/values.ts';
import { quote } from '../quote.ts';
import type { Session, Step } from '../steps.ts';
import { nounsOf, wordsOf } from '../words.ts';

/** Ids the user typed stand among the known ones a second time, as written. */
const typedMark = 'typed ';
const maxTyped = 500;

const ownerWords = new Set([
  'customer',
  'user',
  'account',
  'client',
  'owner',
  'patient',
  'member',
  'subscriber',
  'tenant',
  'employee',
  'guest',
  'passenger',
  'holder',
  'cardholder',
  'buyer',
  'payer',
  'contact',
  'belongsto',
  'merchant',
  'supplier',
  'vendor',
  'requester',
  'assignee',
  'organization',
  'org',
  'workspace',
  'project',
]);

/** The role an id plays if its name makes it an owner: `customer_id`, `order.customerId`, `owner`; null otherwise. */
const rolesRead = new WeakMap<readonly string[], string | null>();

function ownerRole(path: readonly string[]): string | null {
  let role = rolesRead.get(path);
  if (role === undefined) {
    role = readOwnerRole(path);
    rolesRead.set(path, role);
  }
  return role;
}

function readOwnerRole(path: readonly string[]): string | null {
  const words = wordsOf(path[path.length - 1] ?? '');
  const rest = words.filter(
    (word) => !['id', 'ids', 'number', 'no', 'uuid', 'ref', 'key', 'mrn', 'urn'].includes(word),
  );
  const role = rest[rest.length - 1];
  if (role !== undefined && rest.length === 1 && ownerWords.has(role) && (words.length > 1 || words.length === 1))
    return role;
  if (rest.length === 0 && path.length === 2) {
    const parent = wordsOf(path[0] ?? '').at(-1);
    if (parent !== undefined && ownerWords.has(parent)) return parent;
  }
  return null;
}

/** The answer is one record, and its owner is neither the one in process nor anybody spoken of before. */
export function otherOwner(step: Step, owners: Map<string, string>, known: Set<string>): Finding | null {
  const value = step.returned?.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const record = unwrap(value);
  const leaves = leavesOf(record).filter((leaf) => leaf.path.length <= 2 && typeof leaf.value !== 'boolean');
  for (const leaf of leaves) {
    const role = ownerRole(leaf.path);
    const got = String(leaf.value);
    const expected =
      role === null || nounsOf(step.tool ?? '').includes(role) ? undefined : ownerInProcess(owners, role, got);
    if (role === null || expected === undefined || !isIdLike(got)) continue;
    if (compact(expected) === compact(got) || known.has(compact(got)) || kindOfId(got) !== kindOfId(expected)) continue;
    if (
      leaves.some(
        (other) =>
          other !== leaf &&
          isIdLike(String(other.value)) &&
          ownerRole(other.path) === role &&
          compact(String(other.value)) !== compact(got),
      )
    )
      continue;
    if (isOneOfSeveral(step, known)) return null;
    return finding({
      kind: 'foreign_owner',
      mode: 'tool_misfire',
      flag: 'ENTITY_MISMATCH',
      origin: step.index,
      confidence: 0.88,
      evidence: `${quote(step.tool ?? 'The tool', 60)} at step ${step.step} returned a record of ${role} ${quote(got, 60)}; the ${role} in process is ${quote(expected, 60)}.`,
      items: [compact(got)],
      related: argKeys(step),
      steps: [step.index],
    });
  }
  return null;
}

/** The user named several things of this kind: their owners may well differ. */
function isOneOfSeveral(step: Step, known: ReadonlySet<string>): boolean {
  if (known.size > maxTyped) return false;
  const typed = [...known].filter((key) => key.startsWith(typedMark)).map((key) => key.slice(typedMark.length));
  return step.args.some((leaf) => {
    const id = String(leaf.value);
    if (!isIdLike(id) || !typed.some((other) => compact(other) === compact(id))) return false;
    const prefix = (text: string): string => /^#?\p{L}*/u.exec(text)?.[0].toLowerCase() ?? '';
    return typed.filter((other) => kindOfId(other) === kindOfId(id) && prefix(other) === prefix(id)).length >= 2;
  });
}

/** Who should own it: the one known in that role, or for a general word like owner anybody in process with such an id. */
function ownerInProcess(owners: Map<string, string>, role: string, got: string): string | undefined {
  const same = owners.get(role);
  if (same !== undefined || !['owner', 'holder', 'requester', 'belongsto', 'assignee'].includes(role)) return same;
  return [...owners.values()].find((value) => kindOfId(value) === kindOfId(got));
}

/** `{ data: { … } }` and `{ order: { … } }` are one record in an envelope. */
function unwrap(value: object): object {
  const inner = Object.values(value).filter((v) => typeof v === 'object' && v !== null);
  const scalars = Object.keys(value).length - inner.length;
  const only = inner[0];
  const [name] = Object.entries(value).find(([, v]) => v === only) ?? [''];
  return inner.length === 1 &&
    scalars <= 1 &&
    !ownerWords.has((wordsOf(name).at(-1) ?? '').replace(/s$/, '')) &&
    typeof only === 'object' &&
    only !== null &&
    !Array.isArray(only)
    ? only
    : value;
}

/** "supplier SUP~1904", "customer number is KD-925-7859". */
const introduced = /\b(\p{L}{3,20})(?:[ -]?(?:id|number|no\.?|nr\.?|ref|code|is|was|:|#))*\s+(\S+)/giu;

/** Who is in process: ids the user gave or calls used under an owner's name; a session that lists several has no single one. */
export function rememberOwners(step: Step, owners: Map<string, string>, known: Set<string>, session: Session): void {
  for (const heard of step.heard) {
    if (heard.role !== 'user') continue;
    for (const match of heard.text.slice(0, 20_000).matchAll(introduced)) {
      const [, role, id] = match;
      const value = id?.replace(/[.,;:!?)]+$/, '') ?? '';
      if (role !== undefined && ownerWords.has(role.toLowerCase()) && isIdLike(value))
        owners.set(role.toLowerCase(), value);
    }
    for (const word of heard.text.split(/[\s,;()"'?!]+/)) {
      const id = word.replace(/[.:]+$/, '');
      if (isIdLike(id)) known.add(compact(id)).add(typedMark + id);
    }
  }
  for (const leaf of step.args) {
    const value = String(leaf.value);
    if (!isIdLike(value)) continue;
    const role = ownerRole(leaf.path) ?? roleOfSubject(step, leaf);
    if (role !== null) owners.set(role, value);
    known.add(compact(value));
  }
  const value = step.returned?.value;
  if (value === undefined || step.failed) return;
  const leaves = step.returned?.leaves ?? [];
  for (const leaf of leaves) {
    const role = ownerRole(leaf.path);
    if (role === null || !isIdLike(String(leaf.value))) continue;
    known.add(compact(String(leaf.value)));
    if (!owners.has(role) && leaf.path.length <= 2 && session.capture.input) owners.set(role, String(leaf.value));
  }
}

/** `get_customer({ id })` puts a customer in process though the argument does not say so. */
function roleOfSubject(step: Step, leaf: Leaf): string | null {
  const key = wordsOf(leaf.path[leaf.path.length - 1] ?? '').join('');
  if (!['id', 'number', 'ref', 'uuid', 'key', 'no'].includes(key) || leaf.path.length !== 1) return null;
  return nounsOf(step.tool ?? '').find((noun) => ownerWords.has(noun)) ?? null;
}
