import { callsWhere, effectOf, insertAt, type Kind, type Make, replaceAt } from '../fault.ts';
import { freshId, typoId } from '../ids.ts';
import type { Random } from '../random.ts';
import { replaceDeep, replaceFrom } from '../rewrite.ts';
import { type Beat, failed } from '../script.ts';

/** Whether no beat before or after says the id already: a made-up id must be made up. */
const unsaid = (beats: readonly Beat[], id: string): boolean => !JSON.stringify(beats).includes(id);

const inventing =
  (change: (id: string, rng: Random) => string): Make =>
  (domain, rng, index) => {
    const script = domain.build(rng);
    const places = callsWhere(script.beats, (beat) => beat.subject !== undefined);
    if (places.length === 0) return undefined;
    const place = rng.pick(places);
    const from = place.beat.subject ?? '';
    const to = change(from, rng);
    if (to === from || !unsaid(script.beats, to)) return undefined;
    // Every third time the agent says the invented id in its answer before it calls anything with it.
    const spoken = script.beats.findIndex(
      (beat, i) => i < place.index && beat.kind === 'say' && replaceDeep(beat.text, from, '') !== beat.text,
    );
    const start = index % 3 === 2 && spoken > 0 ? spoken : place.index;
    const beats = replaceFrom(script.beats, start, from, to);
    const beat = beats[start];
    if (beat === undefined || (beat.kind !== 'call' && beat.kind !== 'say')) return undefined;
    return {
      domain,
      script: { ...script, beats: replaceAt(beats, start, { ...beat, origin: 'decision' }) },
      mode: 'hallucination_propagation',
      what: `${from} became ${to}`,
    };
  };

const swappedResult =
  (field: 'foreign' | 'otherOwner', story: string): Make =>
  (domain, rng) => {
    const script = domain.build(rng);
    const places = callsWhere(script.beats, (beat) => beat[field] !== undefined);
    if (places.length === 0) return undefined;
    const { beat, index } = rng.pick(places);
    return {
      domain,
      script: { ...script, beats: replaceAt(script.beats, index, { ...beat, result: beat[field], origin: 'event' }) },
      mode: 'tool_misfire',
      what: `${beat.tool}(${beat.subject ?? ''}): ${story}`,
    };
  };

const notFound = ['no such record', 'unknown identifier', 'nothing found under this id', 'does not exist'];

const recovered: Make = (domain, rng) => {
  const script = domain.build(rng);
  const places = callsWhere(
    script.beats,
    (beat) => beat.subject !== undefined && effectOf(domain, beat.tool) === 'read',
  );
  if (places.length === 0) return undefined;
  const { beat, index } = rng.pick(places);
  const from = beat.subject ?? '';
  const to = freshId(from, rng);
  if (!unsaid(script.beats, to)) return undefined;
  const wrong = failed(
    beat.tool,
    replaceDeep(beat.args, from, to),
    { error: rng.pick(notFound), code: 404 },
    { subject: to },
  );
  return {
    domain,
    script: { ...script, beats: insertAt(script.beats, index, wrong) },
    mode: 'none',
    what: `${to} was tried, refused, and ${from} used instead`,
  };
};

export const identityKinds: Kind[] = [
  { fault: 'fresh-id', kind: 'faulty', count: 18, make: inventing(freshId) },
  { fault: 'typo-id', kind: 'faulty', count: 18, make: inventing(typoId) },
  {
    fault: 'foreign-entity',
    kind: 'faulty',
    count: 14,
    make: swappedResult('foreign', 'the result is about another entity'),
  },
  {
    fault: 'owner-mismatch',
    kind: 'faulty',
    count: 14,
    make: swappedResult('otherOwner', 'the result belongs to another customer'),
  },
  { fault: 'hallucinated-recovered', kind: 'control', count: 10, make: recovered },
];
