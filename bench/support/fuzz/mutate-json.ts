import { eventTypes, flagTypes } from '../../../src/trace/event.ts';
import type { Random } from '../../scenarios/random.ts';
import { deepValue, hostileKey, hostileNumber, hostileText, hostileValue } from './hostile-values.ts';

/** A place in a value: a container and the key of one of its entries. */
interface Place {
  holder: Record<string, unknown>;
  key: string;
}

/** All places in a value, shallow ones first; at most 4,000. */
function placesIn(value: unknown): Place[] {
  const places: Place[] = [];
  const open: unknown[] = [value];
  for (let at = 0; at < open.length && places.length < 4000; at += 1) {
    const holder = open[at];
    if (typeof holder !== 'object' || holder === null) continue;
    for (const key of Object.keys(holder)) {
      const record = holder as Record<string, unknown>;
      places.push({ holder: record, key });
      open.push(record[key]);
    }
  }
  return places;
}

type Event = Record<string, unknown>;
type Mutation = (event: Event, rng: Random) => void;

function atRandomPlace(event: Event, rng: Random, change: (place: Place) => void): void {
  const places = placesIn(event);
  const shallow = places.slice(0, Object.keys(event).length);
  if (places.length > 0) change(rng.pick(rng.chance(0.5) ? shallow : places));
}

/** Defines the key itself, also where assigning would call a setter (`__proto__`); to an array it adds an item. */
function put(holder: Record<string, unknown>, key: string, value: unknown): void {
  const at = Array.isArray(holder) && !/^\d+$/.test(key) ? String(holder.length) : key;
  Object.defineProperty(holder, at, { value, enumerable: true, configurable: true, writable: true });
}

const replaceValue: Mutation = (event, rng) => {
  atRandomPlace(event, rng, ({ holder, key }) => put(holder, key, hostileValue(rng)));
};

const dropKey: Mutation = (event, rng) => {
  atRandomPlace(event, rng, ({ holder, key }) => {
    delete holder[key];
  });
};

const addKey: Mutation = (event, rng) => {
  atRandomPlace(event, rng, ({ holder }) => put(holder, hostileKey(rng), hostileValue(rng)));
};

const moveValue: Mutation = (event, rng) => {
  const places = placesIn(event);
  if (places.length === 0) return;
  const from = rng.pick(places);
  const copy = structuredClone(from.holder[from.key]);
  const to = rng.pick(places);
  put(to.holder, to.key, copy);
};

const poisonText: Mutation = (event, rng) => {
  const texts = placesIn(event).filter(({ holder, key }) => typeof holder[key] === 'string');
  if (texts.length === 0) return;
  const { holder, key } = rng.pick(texts);
  const text = String(holder[key]);
  const cut = rng.int(0, text.length);
  put(holder, key, `${text.slice(0, cut)}${hostileText(rng)}${text.slice(cut)}`);
};

const turnIntoText: Mutation = (event, rng) => {
  const key = rng.pick(['args', 'response', 'prompt', 'tools', 'content']);
  if (event[key] !== undefined) event[key] = JSON.stringify(event[key]);
};

const changeIdentity: Mutation = (event, rng) => {
  const other = rng.pick(['a', 'b', 'c', '__proto__', 'constructor']);
  switch (rng.int(0, 6)) {
    case 0:
      event.session_id = other;
      break;
    case 1:
      event.parent_session_id = rng.chance(0.5) ? event.session_id : other;
      break;
    case 2:
      event.step = rng.chance(0.5) ? rng.int(1, 60) : hostileNumber(rng);
      break;
    case 3:
      event.type = rng.chance(0.8) ? rng.pick(eventTypes) : hostileText(rng);
      break;
    case 4:
      event.flags = Array.from({ length: rng.int(0, 6) }, () => rng.pick([...flagTypes, 'OTHER', '']));
      break;
    case 5:
      event.agent = rng.pick(['', 'a', 'b', hostileText(rng)]);
      break;
    default:
      event.tool = rng.pick(['', 'delete_all', 'get_x', 'constructor', '__proto__', hostileText(rng)]);
  }
};

const goDeep: Mutation = (event, rng) => {
  event[rng.pick(['args', 'response', 'prompt', 'tools', 'extra'])] = deepValue(rng);
};

const mutations: readonly Mutation[] = [
  replaceValue,
  replaceValue,
  dropKey,
  addKey,
  moveValue,
  poisonText,
  poisonText,
  turnIntoText,
  changeIdentity,
  changeIdentity,
  goDeep,
];

function deepText(rng: Random): string {
  const depth = rng.int(1000, 100_000);
  return rng.chance(0.5) ? `${'['.repeat(depth)}${']'.repeat(depth)}` : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

/** Changes up to three things about an event, in place. */
export function mutateEvent(event: Record<string, unknown>, rng: Random): void {
  for (let i = rng.int(1, 3); i > 0; i -= 1) rng.pick(mutations)(event, rng);
}

/** The event as JSON; null where it has become too deep for `JSON.stringify`. */
export function toJson(event: Record<string, unknown>): string | null {
  try {
    return JSON.stringify(event);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** JSON text with tokens no serializer writes: `NaN`, huge numbers, repeated keys, a broken escape, far too deep. */
export function breakJson(json: string, rng: Random): string {
  const edits: ((text: string) => string)[] = [
    (text) =>
      text.replace(/:\d+/, rng.pick([':NaN', ':Infinity', ':1e999', ':-0', ':01', ':0x1', `:${'9'.repeat(400)}`])),
    (text) => text.replace('{', `{"step":${rng.int(-5, 50)},"type":"tool_call",`),
    (text) => text.replace('{', '{"__proto__":{"step":7},'),
    (text) => text.replace(/"/, rng.pick(['"\\ud800', '"\\u00', '"\\x', '\u2028"', "'"])),
    (text) => text.replace('{', `{"extra":${deepText(rng)},`),
    (text) => text + rng.pick([',', '}', '{}', text, ' // comment', '\u0000']),
    (text) => `${rng.pick(['\ufeff', '//', ' \t', '[', 'data: '])}${text}`,
  ];
  return rng.pick(edits)(json);
}
