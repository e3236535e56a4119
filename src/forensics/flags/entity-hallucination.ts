import { type Finding, finding } from '../finding.ts';
import type { Invention, Ledger } from '../provenance/ledger.ts';
import { isEmail } from '../provenance/tokens.ts';
import type { Session, Step } from '../steps.ts';
import { wordsOf } from '../words.ts';
import { noteOf } from './memory-invention.ts';

/**
 * ENTITY_HALLUCINATION: the model referenced an id found nowhere in prior context. In a trace whose context was not
 * captured in full the absence of an id proves little, so such inventions need a mismatch further down to count.
 */
export function detectEntityHallucination(
  session: Session,
  ledger: Ledger,
  mismatched: ReadonlySet<string>,
): Finding[] {
  const findings: Finding[] = [];
  for (const invention of ledger.inventions) {
    if (noteOf(session, ledger, invention) !== null) continue;
    const confidence = confidenceOf(session, ledger, invention, mismatched);
    if (confidence === 0) continue;
    const uses = usesOf(ledger, invention);
    const refused = isRefusedAndDropped(session, uses);
    findings.push(
      finding({
        kind: 'invented_id',
        mode: 'hallucination_propagation',
        flag: 'ENTITY_HALLUCINATION',
        origin: invention.decidedBy,
        confidence: refused ? Math.min(confidence, 0.7) : confidence,
        evidence: evidenceOf(session, invention, refused),
        items: [invention.key],
        steps: uses,
        isConsequential: !refused,
      }),
    );
  }
  return findings;
}

function confidenceOf(session: Session, ledger: Ledger, invention: Invention, mismatched: ReadonlySet<string>): number {
  if (mismatched.has(invention.key)) return 0.9;
  if (isOrdinal(session, invention)) return invention.isContextCaptured ? 0.5 : 0;
  if (isGuessedAddress(session, invention)) return 0.7;
  if (!invention.isContextCaptured) return confidenceInSparse(session, ledger, invention);
  if (invention.where === 'argument') return 0.95;
  const isUsed = session.steps.some(
    (step) => step.index > invention.index && step.tool !== null && ledger.mentionedAt[step.index]?.has(invention.key),
  );
  return isUsed ? 0.9 : 0.6;
}

/** `email001`, `item_1`: a stand-in for "the first one" more than the name of a thing. */
function isOrdinal(session: Session, invention: Invention): boolean {
  const noun = /^(\p{L}+)[-_ ]?0*[1-9]$/u.exec(invention.text)?.[1]?.toLowerCase();
  if (noun === undefined) return false;
  const tool = session.steps[invention.index]?.tool ?? '';
  return [...wordsOf(tool), ...wordsOf(invention.argument ?? '')].some((word) => word === noun || word === `${noun}s`);
}

/** An address put together from a name the user gave: a guess, but not out of the blue. */
function isGuessedAddress(session: Session, invention: Invention): boolean {
  if (!isEmail(invention.text)) return false;
  const parts = (invention.text.split('@')[0] ?? '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((part) => part.length > 1);
  const heard = session.steps
    .slice(0, invention.index + 1)
    .flatMap((step) => step.heard.filter((h) => h.role === 'user').map((h) => h.text.toLowerCase()));
  return parts.length > 0 && parts.every((part) => heard.some((text) => text.includes(part)));
}

/**
 * Where results are only summarised an id may have come from what was left out. It stands out all the same when it is
 * one slip away from a known id, or when the summaries account for the other ids the session uses.
 */
function confidenceInSparse(session: Session, ledger: Ledger, invention: Invention): number {
  if (admitsAbsence(session.steps[invention.decidedBy])) return 0.85;
  if (invention.where !== 'argument' || !session.capture.input) return 0;
  if (invention.lookalike !== null && (invention.isContextWhole || isTyped(session, invention.lookalike))) return 0.82;
  if (!invention.isContextWhole) return 0;
  const grounded = new Set<string>();
  for (const step of session.steps.slice(0, invention.index)) {
    if (step.tool === null) continue;
    for (const key of ledger.mentionedAt[step.index] ?? []) {
      const first = ledger.firstSeen.get(key);
      if (first !== undefined && first.by !== 'model' && first.index < step.index) grounded.add(key);
    }
  }
  const made = ledger.inventions.filter((other) => other.where === 'argument').length;
  const told = session.steps.some(
    (step) => step.index < invention.index && step.returned !== null && typeof step.returned.value === 'object',
  );
  return grounded.size >= made && (grounded.size >= 2 || told || invention.index <= 3) && made <= 2 ? 0.76 : 0;
}

/** Did a person write this id? */
function isTyped(session: Session, id: string): boolean {
  return session.steps.some((step) => step.heard.some((heard) => heard.role === 'user' && heard.text.includes(id)));
}

/** Some runtimes summarise the step as "referenced an id not present in prior context". */
function admitsAbsence(step: Step | undefined): boolean {
  return (
    step !== undefined &&
    /\bnot (?:present|found|seen|in|known)\b.*\b(?:prior |earlier |previous )?context\b/i.test(step.event.summary ?? '')
  );
}

function usesOf(ledger: Ledger, invention: Invention): number[] {
  return ledger.mentionedAt.flatMap((ids, index) =>
    index >= invention.index && ids.has(invention.key) ? [index] : [],
  );
}

/** The tool said no to the invented id and nobody spoke of it again outside that call. */
function isRefusedAndDropped(session: Session, uses: number[]): boolean {
  const calls = uses.filter((index) => session.steps[index]?.tool !== null);
  if (calls.length === 0 || !calls.every((index) => session.steps[index]?.failed)) return false;
  const last = Math.max(...calls);
  return uses.every((index) => index <= last + 1) && session.steps.length > last + 1;
}

function evidenceOf(session: Session, invention: Invention, refused: boolean): string {
  const step = session.steps[invention.index];
  const where =
    invention.where === 'argument' ? ` as ${invention.argument ?? 'argument'} of ${step?.tool ?? 'a tool call'}` : '';
  const example = invention.isExample ? ' It stands only as an example in a tool description.' : '';
  const alike = invention.lookalike === null ? '' : ` It resembles ${invention.lookalike}.`;
  const end = refused ? ' The tool refused it and it was not used again.' : '';
  return `${invention.text} is used${where} at step ${step?.step ?? '?'}; nobody had said it before.${example}${alike}${end}`;
}
