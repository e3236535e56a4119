import { callsWhere, effectOf, insertAt, type Kind, type Make } from '../fault.ts';
import type { Random } from '../random.ts';
import { type Args, type Beat, type CallBeat, call, type Domain, say } from '../script.ts';

const iterations = (rng: Random): number => rng.pick([6, 7, 9, 12, 18, 27, 40]);

/** The first two rounds of a loop are accepted as its entry. */
const entered = (rounds: CallBeat[][]): Beat[] =>
  rounds.flatMap((round, i) => round.map((beat): Beat => (i < 2 ? { ...beat, origin: 'decision' } : beat)));

function reversed(args: Args): Args {
  return Object.fromEntries(Object.entries(args).reverse());
}

function spaced(args: Args, round: number): Args {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      typeof value === 'string' ? ['', ' ', '  '][round % 3] + value + ' '.repeat(round % 2) : value,
    ]),
  );
}

/** One round after the other of the named sort of loop, or undefined if the session does not offer it. */
function roundsOf(way: string, domain: Domain, earlier: Beat[], at: CallBeat, rng: Random): CallBeat[][] | undefined {
  const n = iterations(rng);
  const round = (make: (i: number) => CallBeat): CallBeat[][] => Array.from({ length: n }, (_, i) => [make(i)]);
  const { batch: _, ...base } = at;
  if (way === 'same') return round(() => base);
  if (way === 'order')
    return Object.keys(base.args).length < 2
      ? undefined
      : round((i) => (i % 2 ? { ...base, args: reversed(base.args) } : base));
  if (way === 'nonce') {
    const name = rng.pick(['request_token', 'ts', 'attempt', 'traceId']);
    return round((i) => ({
      ...base,
      args: { ...base.args, [name]: name === 'attempt' ? i + 1 : rng.text(12, '0123456789abcdef') },
    }));
  }
  if (way === 'space') return round((i) => ({ ...base, args: spaced(base.args, i) }));
  if (way === 'error') {
    const error = rng.pick(['gateway timed out', 'try again later', 'lock is held by another process']);
    return round(() => ({ ...base, ok: false, result: { error } }));
  }
  if (way === 'query') {
    const searches = domain.searches?.(rng);
    return searches?.map((search) => [call(search.tool, search.args, search.result)]);
  }
  const other = callsWhere(earlier, (beat) => beat.tool !== base.tool && effectOf(domain, beat.tool) === 'read')[0]
    ?.beat;
  if (other === undefined) return undefined;
  const { batch: __, ...second } = other;
  return Array.from({ length: Math.max(5, Math.ceil(n / 2)) }, () => [base, second]);
}

const ways = ['same', 'order', 'nonce', 'space', 'alternation', 'error', 'query'];

const loop: Make = (domain, rng, index) => {
  const script = domain.build(rng);
  const way = ways[index % ways.length] ?? 'same';
  const places = callsWhere(script.beats, (beat) => way === 'error' || effectOf(domain, beat.tool) === 'read');
  if (places.length === 0) return undefined;
  const { beat, index: at } = rng.pick(places);
  const rounds = roundsOf(way, domain, script.beats.slice(0, at), beat, rng);
  if (rounds === undefined) return undefined;
  // A query loop stands beside the call it delays; every other one begins with the call itself.
  const before = script.beats.slice(0, way === 'query' ? at + 1 : at);
  // After errors the call has to succeed once before the session can go on.
  const after = rng.chance(0.5) ? [] : script.beats.slice(way === 'error' ? at : at + 1);
  return {
    domain,
    script: { ...script, beats: [...before, ...entered(rounds), ...after] },
    mode: 'cost_runaway',
    what: `${way} x${rounds.length}`,
  };
};

const openers = [
  'Let me think about this again.',
  'Hmm, one moment.',
  'Going over it once more.',
  'To be sure, from the top.',
  'Wait, I should reconsider.',
];
const middles = [
  'Before I answer I have to weigh whether the request is complete',
  'First I need to weigh whether the request is really complete',
  'I still have to decide whether this request is complete',
];
const ends = [
  'and which of the two readings is meant.',
  'and which reading of the two was meant.',
  'and what reading of the two they mean.',
];

const reasoningLoop: Make = (domain, rng) => {
  const script = domain.build(rng);
  const turns = script.beats.flatMap((beat, i) => (beat.kind === 'user' ? [i] : []));
  const at = rng.pick(turns.slice(0, -1));
  const n = rng.int(8, 25);
  const thoughts = Array.from({ length: n }, (_, i): Beat => {
    const text = `${openers[i % openers.length]} ${middles[i % middles.length]}, ${ends[(i + Math.floor(i / 3)) % ends.length]}`;
    return i < 2 ? { ...say(text), origin: 'event' } : say(text);
  });
  const after = rng.chance(0.5) ? [] : script.beats.slice(at + 1);
  return {
    domain,
    script: { ...script, beats: [...script.beats.slice(0, at + 1), ...thoughts, ...after] },
    mode: 'cost_runaway',
    what: `circular reasoning x${n}`,
  };
};

const spawnLoop: Make = (domain, rng, index) => {
  const script = domain.build(rng);
  const turns = script.beats.flatMap((beat, i) => (beat.kind === 'user' ? [i] : []));
  const at = rng.pick(turns.slice(0, -1));
  const n = rng.int(7, 24);
  const name = rng.pick(['scout', 'sub', 'delegate']);
  const spawns = Array.from({ length: n }, (_, i): Beat => {
    const task = index % 2 === 0 ? script.goal : `${script.goal} (take ${i + 1})`;
    const beat: Beat = { kind: 'spawn', agent: `${name}/${i + 1}`, task, decided: index % 3 !== 2 };
    return i < 2 ? { ...beat, origin: 'decision' } : beat;
  });
  const after = rng.chance(0.6) ? [] : script.beats.slice(at + 1);
  return {
    domain,
    script: { ...script, beats: insertAt([...script.beats.slice(0, at + 1), ...after], at + 1, ...spawns) },
    mode: 'cost_runaway',
    what: `agents spawning agents x${n}`,
  };
};

export const runawayKinds: Kind[] = [
  { fault: 'loop', kind: 'faulty', count: 28, make: loop },
  { fault: 'reasoning-loop', kind: 'faulty', count: 12, make: reasoningLoop },
  { fault: 'spawn-loop', kind: 'faulty', count: 12, make: spawnLoop },
];
