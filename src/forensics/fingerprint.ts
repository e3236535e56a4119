import type { FlagType, TraceEvent } from '../trace/event.ts';
import { externalActions } from './escalation.ts';
import { createLedger, type Ledger } from './provenance/ledger.ts';
import { isVolatileKey } from './provenance/mentions.ts';
import { isEmail, isIdShaped, isQuantity } from './provenance/tokens.ts';
import type { Leaf } from './provenance/values.ts';
import type { FailureMode, Flag, ForensicsReport } from './report.ts';
import { type Session, type Step, toSession } from './steps.ts';

const maxArguments = 12;
const maxPart = 60;

/**
 * A readable name for the way a session failed, equal for sessions that failed alike:
 * `hallucination_propagation|ENTITY_HALLUCINATION|get_order|id=ord_#`. Its parts: the mode · the flags that belong to
 * it · the tool called at the origin (for a step that calls none `after:` the tool it spoke about, or its type and what
 * was done next) · the names of the arguments with the form of ids among them (else the form of the ids it made up).
 * Ids, numbers and values are folded away. At most 1,600 characters: letters, digits and `_ - . : / ~ # + = , |`.
 * @param events the events the report was made from.
 * @returns null where no fault or no origin was found.
 */
export function fingerprintOf(report: ForensicsReport, events: readonly TraceEvent[]): string | null {
  const { origin, classification } = report;
  if (origin === null || classification.mode === 'none') return null;
  const session = toSession(events);
  const step = session.steps.find((candidate) => candidate.step === origin.step);
  if (step === undefined) return null;
  const call =
    step.tool === null ? session.steps.find((next) => next.tool !== null && next.decidedBy === step.index) : step;
  const place = call === undefined ? placeOf(session, step, report) : fold(call.tool ?? '');
  const shape = call === undefined ? inventedShape(createLedger(session), step) : argumentShape(call.args);
  return [classification.mode, flagsOf(report, step, call).join('+'), place, shape].join('|');
}

const telling: Record<FailureMode, readonly FlagType[]> = {
  hallucination_propagation: ['ENTITY_HALLUCINATION'],
  tool_misfire: ['ENTITY_MISMATCH', 'TOOL_ARG_MISMATCH'],
  context_poisoning: ['CONTEXT_DRIFT'],
  cost_runaway: ['LOOP_DETECTED'],
};

/** The flags that belong to the mode, wherever they stand; those at the origin where there is no mode. */
function flagsOf({ classification: { mode }, flags }: ForensicsReport, step: Step, call: Step | undefined): FlagType[] {
  const isTelling = (flag: Flag): boolean =>
    mode === 'unclassified' || mode === 'none'
      ? flag.step === step.step || flag.step === call?.step
      : telling[mode].includes(flag.type);
  return [...new Set(flags.filter(isTelling).map((flag) => flag.type))].sort();
}

/** Where the origin is no call: what the model spoke about, or what kind of step it is and what was done next. */
function placeOf(session: Session, step: Step, report: ForensicsReport): string {
  const last = session.steps.slice(0, step.index).findLast((before) => before.tool !== null);
  if (step.type === 'llm_call' && last !== undefined) return `after:${fold(last.tool ?? '')}`;
  const [act] = externalActions(report.blast_radius);
  const about = act?.tool ?? report.session_type;
  return about === null ? step.type : `${step.type}:${fold(about)}`;
}

function argumentShape(args: readonly Leaf[]): string {
  const lasting = args.filter(({ path }) => !isVolatileKey(path.at(-1) ?? ''));
  const forms = lasting.map(({ path, value }) => {
    const form = typeof value === 'string' ? formOfId(value.trim()) : null;
    const name = fold(path.join('.'));
    return form === null ? name : `${name}=${form}`;
  });
  return [...new Set(forms)].sort().slice(0, maxArguments).join(',');
}

function inventedShape(ledger: Ledger, step: Step): string {
  const made = ledger.inventions.filter((invention) => invention.index === step.index);
  return [...new Set(made.map((invention) => formOfId(invention.text) ?? '#'))].sort().slice(0, maxArguments).join(',');
}

/** The form that ids of one kind share: `ord_#`, `email`, `uuid`; null for what names nothing. */
function formOfId(value: string): string | null {
  if (isEmail(value)) return 'email';
  if (isQuantity(value) || !isIdShaped(value)) return null;
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return 'uuid';
  const prefix = /^#?\p{L}{1,12}[_:~-]|^#?\p{L}{0,3}(?=\d+$)/u.exec(value)?.[0];
  // Small letters name a kind (`ord_`); capitals are as often the queue or the year's series (`OPS-`).
  return prefix === undefined ? 'code' : `${fold(prefix.replace(/\p{Lu}+/gu, 'a'))}#`;
}

/** Lower case, numbers as `#`, and nothing but harmless characters. */
function fold(text: string): string {
  return text
    .slice(0, maxPart)
    .toLowerCase()
    .replace(/\p{N}+/gu, '#')
    .replace(/[^\p{L}#_\-.:/~]+/gu, '_');
}
