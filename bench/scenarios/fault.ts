import type { CaptureKind } from './capture.ts';
import type { Random } from './random.ts';
import type { Beat, CallBeat, Domain, Script } from './script.ts';

export type LabelMode =
  | 'hallucination_propagation'
  | 'tool_misfire'
  | 'context_poisoning'
  | 'cost_runaway'
  | 'none'
  | null;

/** A script with one known fault in it (or a control without one), before it is captured. */
export interface Variant {
  domain: Domain;
  script: Script;
  mode: LabelMode;
  what: string;
  /** Deliver the goal with every model call. */
  goals?: boolean;
  /** Captures in which the fault cannot be seen at all. */
  notIn?: CaptureKind[];
}

/** Puts a fault into a fresh session of `domain`; undefined where that session offers no place for it. */
export type Make = (domain: Domain, rng: Random, index: number) => Variant | undefined;

export interface Kind {
  fault: string;
  kind: 'clean' | 'faulty' | 'control';
  count: number;
  make: Make;
}

export interface Placed<T> {
  beat: T;
  index: number;
}

/** The calls of a script that fulfil a condition, with their positions. */
export function callsWhere(beats: readonly Beat[], fits: (beat: CallBeat) => boolean): Placed<CallBeat>[] {
  return beats.flatMap((beat, index) => (beat.kind === 'call' && fits(beat) ? [{ beat, index }] : []));
}

export function effectOf(domain: Domain, tool: string): 'read' | 'write' | undefined {
  return domain.tools.find((spec) => spec.definition.name === tool)?.effect;
}

/** Puts beats in front of position `index`. */
export function insertAt(beats: readonly Beat[], index: number, ...added: Beat[]): Beat[] {
  return [...beats.slice(0, index), ...added, ...beats.slice(index)];
}

export function replaceAt(beats: readonly Beat[], index: number, beat: Beat): Beat[] {
  return beats.map((old, i) => (i === index ? beat : old));
}

/** A position behind which the agent has the floor: after a call and what was called together with it. */
export function afterCall(beats: readonly Beat[], index: number): number {
  const first = beats[index];
  let next = index + 1;
  if (first?.kind !== 'call' || first.batch === undefined) return next;
  for (let beat = beats[next]; beat?.kind === 'call' && beat.batch === first.batch; beat = beats[next]) next += 1;
  return next;
}
