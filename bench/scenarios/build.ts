import type { TraceEvent } from '../../src/trace/event.ts';
import { chooseCapture } from './capture.ts';
import { attentionKinds } from './controls/attention.ts';
import { figureKinds } from './controls/figures.ts';
import { repeatKinds } from './controls/repeats.ts';
import { sourceKinds } from './controls/sources.ts';
import { domains } from './domains/index.ts';
import type { Kind, LabelMode, Variant } from './fault.ts';
import { identityKinds } from './faults/identity.ts';
import { misfireKinds } from './faults/misfire.ts';
import { poisonKinds } from './faults/poison.ts';
import { runawayKinds } from './faults/runaway.ts';
import { createRandom } from './random.ts';
import { render } from './render.ts';
import type { Domain } from './script.ts';

/** What is known about one session, in the fields the scorer reads; `domain` and `capture` serve to group misses. */
export interface Label {
  file: string;
  kind: 'clean' | 'faulty' | 'control';
  /** Null where the fault fits none of the four modes. */
  mode: LabelMode;
  origin_steps: number[] | null;
  /** State-changing calls at or after the origin that succeeded. */
  external_steps: number[] | null;
  fault: string;
  what: string;
  domain: string;
  capture: string;
}

export interface Scenario {
  label: Label;
  events: TraceEvent[];
}

const cleanKind: Kind = {
  fault: 'clean',
  kind: 'clean',
  count: 54,
  make: (domain, rng) => ({ domain, script: domain.build(rng), mode: 'none', what: 'nothing wrong' }),
};

const kinds: Kind[] = [
  cleanKind,
  ...identityKinds,
  ...misfireKinds,
  ...poisonKinds,
  ...runawayKinds,
  ...attentionKinds,
  ...repeatKinds,
  ...sourceKinds,
  ...figureKinds,
];

interface Attempt {
  variant: Variant;
  key: string;
}

/** Tries a domain until its session offers a place for the fault; some domains never do, then the next one is tried. */
function attempt(kind: Kind, seed: number, index: number): Attempt {
  for (let shift = 0; shift < domains.length; shift += 1) {
    const domain = domains[(index + shift) % domains.length] as Domain;
    for (let retry = 0; retry < 12; retry += 1) {
      const key = `${seed}/${kind.fault}/${index}/${shift}/${retry}`;
      const variant = kind.make(domain, createRandom(key), index);
      if (variant !== undefined) return { variant, key };
    }
  }
  throw new Error(`no session offers a place for ${kind.fault} (${index})`);
}

function scenario(kind: Kind, seed: number, index: number): Scenario {
  const { variant, key } = attempt(kind, seed, index);
  const rng = createRandom(`${key}/capture`);
  let turn = index + Math.floor(index / 7);
  let capture = chooseCapture(rng, turn);
  while (variant.notIn?.includes(capture.kind)) {
    turn += 1;
    capture = chooseCapture(rng, turn);
  }
  const { events, originSteps, externalSteps } = render(variant.domain, variant.script, capture, rng);
  const faulty = kind.kind === 'faulty';
  if (faulty !== originSteps.length > 0) throw new Error(`${key}: origin steps do not fit a ${kind.kind} session`);
  return {
    label: {
      file: `${kind.fault}-${String(index + 1).padStart(2, '0')}.jsonl`,
      kind: kind.kind,
      mode: variant.mode,
      origin_steps: faulty ? originSteps : null,
      external_steps: faulty ? externalSteps : null,
      fault: kind.fault,
      what: variant.what,
      domain: variant.domain.name,
      capture: `${capture.kind}, decisions ${capture.deciding}, ${capture.response}${capture.argsAsText ? ', args as text' : ''}`,
    },
    events,
  };
}

/** All labelled sessions for a seed; the same seed gives the same bytes. */
export function buildScenarios(seed: number): Scenario[] {
  return kinds.flatMap((kind) => Array.from({ length: kind.count }, (_, index) => scenario(kind, seed, index)));
}
