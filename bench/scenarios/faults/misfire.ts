import { callsWhere, effectOf, type Kind, type Make, replaceAt } from '../fault.ts';
import type { Random } from '../random.ts';
import { replaceDeep } from '../rewrite.ts';
import type { Args, CallBeat, Domain } from '../script.ts';

interface Schema {
  properties: Record<string, { type?: string; enum?: string[] }>;
  required: string[];
}

function schemaOf(domain: Domain, tool: string): Schema | undefined {
  const found = domain.tools.find((spec) => spec.definition.name === tool);
  return found?.definition.parameters as Schema | undefined;
}

/** Arguments broken in one way, with its name; undefined if the tool takes none. */
function broken(domain: Domain, beat: CallBeat, rng: Random, index: number): { args: Args; way: string } | undefined {
  const schema = schemaOf(domain, beat.tool);
  const names = schema?.required.filter((name) => name in beat.args) ?? [];
  if (schema === undefined || names.length === 0) return undefined;
  const name = rng.pick(names);
  const { [name]: value, ...rest } = beat.args;
  const way = ['missing', 'renamed', 'wrong type', 'wrong value'][index % 4];
  if (way === 'missing') return { args: rest, way: `${name} is missing` };
  if (way === 'renamed') {
    const other = rng.pick(['target', 'ref', 'input', 'which']);
    return other in schema.properties
      ? undefined
      : { args: { ...rest, [other]: value }, way: `${name} is called ${other}` };
  }
  const listed = Object.entries(schema.properties).find(
    ([key, property]) => property.enum !== undefined && key in beat.args,
  );
  if (way === 'wrong value' && listed !== undefined) {
    return { args: { ...beat.args, [listed[0]]: 'as usual' }, way: `${listed[0]} has a value outside its list` };
  }
  const wrong = typeof value === 'string' ? rng.pick([[value], { value }]) : `about ${String(value)}`;
  return { args: { ...beat.args, [name]: wrong }, way: `${name} has the wrong type` };
}

const badArgs: Make = (domain, rng, index) => {
  const script = domain.build(rng);
  const place = rng.pick(callsWhere(script.beats, (beat) => Object.keys(beat.args).length > 0));
  const change = broken(domain, place.beat, rng, index);
  if (change === undefined) return undefined;
  const beat: CallBeat = { ...place.beat, args: change.args, origin: 'decision' };
  return {
    domain,
    script: { ...script, beats: replaceAt(script.beats, place.index, beat) },
    mode: 'tool_misfire',
    what: `${beat.tool}: ${change.way}`,
    // Without tool definitions in the capture nothing says what the arguments should be.
    notIn: ['sparse'],
  };
};

const wrongEntity: Make = (domain, rng) => {
  const script = domain.build(rng);
  const places = callsWhere(
    script.beats,
    (beat) => beat.sibling !== undefined && effectOf(domain, beat.tool) === 'write',
  );
  if (places.length === 0) return undefined;
  const { beat, index } = rng.pick(places);
  const [from, to] = [beat.subject ?? '', beat.sibling ?? ''];
  const other = replaceDeep({ ...beat, sibling: '' }, from, to);
  return {
    domain,
    script: { ...script, beats: replaceAt(script.beats, index, { ...other, origin: 'decision' }) },
    mode: 'tool_misfire',
    what: `asked for ${from}, acted on ${to}`,
  };
};

const wrongTool: Make = (domain, rng) => {
  const script = domain.build(rng);
  const places = callsWhere(script.beats, (beat) => beat.wrongTool !== undefined);
  if (places.length === 0) return undefined;
  const { beat, index } = rng.pick(places);
  if (beat.wrongTool === undefined) return undefined;
  return {
    domain,
    script: { ...script, beats: replaceAt(script.beats, index, { ...beat, ...beat.wrongTool, origin: 'decision' }) },
    mode: 'tool_misfire',
    what: `${beat.tool} became ${beat.wrongTool.tool}`,
  };
};

/** Another number of the same length and punctuation. */
function misread(figure: string, rng: Random): string {
  let first = true;
  return figure.replace(/[0-9]/g, (char) => {
    const other = rng.pick([...'123456789'].filter((candidate) => candidate !== char));
    const kept = !first && rng.chance(0.3);
    first = false;
    return kept ? char : other;
  });
}

const misquoted: Make = (domain, rng) => {
  const script = domain.build(rng);
  const places = script.beats.flatMap((beat, index) => (beat.kind === 'say' && beat.figure ? [{ beat, index }] : []));
  if (places.length === 0) return undefined;
  const { beat, index } = rng.pick(places);
  const figure = beat.figure ?? '';
  const wrong = misread(figure, rng);
  const { figure: _, ...rest } = beat;
  const said = JSON.stringify(script.beats);
  const bare = /[0-9][0-9.,']*/.exec(wrong)?.[0] ?? wrong;
  if (said.includes(bare) || said.includes(String(Number(bare.replace(/[^0-9]/g, '')) / 100))) return undefined;
  return {
    domain,
    script: {
      ...script,
      beats: replaceAt(script.beats, index, { ...rest, text: beat.text.replace(figure, () => wrong), origin: 'event' }),
    },
    mode: null,
    what: `${figure} told as ${wrong}`,
  };
};

export const misfireKinds: Kind[] = [
  { fault: 'bad-args', kind: 'faulty', count: 16, make: badArgs },
  { fault: 'wrong-entity', kind: 'faulty', count: 14, make: wrongEntity },
  { fault: 'wrong-tool', kind: 'faulty', count: 14, make: wrongTool },
  { fault: 'misquoted-number', kind: 'faulty', count: 14, make: misquoted },
];
