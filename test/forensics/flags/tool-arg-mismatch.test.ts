import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { createValidator } from '../../../src/forensics/schema.ts';
import { type SessionBuilder, session, toolOf } from '../../support/session.ts';
import { flagged, flagsOf } from '../findings.ts';

const type = 'TOOL_ARG_MISMATCH';

const irrigate = toolOf(
  'irrigate_field',
  {
    field: { type: 'string' },
    litres: { type: 'number', minimum: 1 },
    mode: { type: 'string', enum: ['drip', 'spray'] },
    valves: { type: 'array', items: { type: 'integer' } },
  },
  ['field', 'litres'],
);

const water = (args: unknown): SessionBuilder =>
  session()
    .offers(irrigate)
    .user('Water the barley field with 200 litres.')
    .llm('Opening the valves.')
    .tool('irrigate_field', args, { started: true })
    .llm('The barley field is being watered.');

describe('against the captured definition', () => {
  it.each<[what: string, args: unknown, said: RegExp]>([
    ['a missing argument', { field: 'barley' }, /litres/],
    ['an unknown name', { field: 'barley', litres: 200, duration: 30 }, /duration/],
    ['a wrong type', { field: 'barley', litres: 'two hundred' }, /litres/],
    ['a value that is none of the options', { field: 'barley', litres: 200, mode: 'flood' }, /mode/],
    ['a number below its limit', { field: 'barley', litres: 0 }, /litres/],
    ['a wrong item in a list', { field: 'barley', litres: 200, valves: [1, 'two'] }, /valves/],
    ['text in place of named arguments', 'barley 200', /named arguments/],
  ])('flags %s at the call, and the deciding call is the origin', (_what, args, said) => {
    const report = analyze(water(args).events());
    const [flag, ...rest] = report.flags.filter((found) => found.type === type);
    expect(rest).toEqual([]);
    expect(flag?.step).toBe(3);
    expect(flag?.evidence).toMatch(said);
    expect(report.origin?.step).toBe(2);
    expect(report.classification.mode).toBe('tool_misfire');
  });

  it.each<[what: string, args: unknown]>([
    ['arguments that match', { field: 'barley', litres: 200, mode: 'drip', valves: [1, 2] }],
    ['arguments captured as a JSON string', '{"field":"barley","litres":200}'],
    ['arguments printed by Python', "{'field': 'barley', 'litres': 200}"],
  ])('is quiet for %s', (_what, args) => {
    expect(flagged(water(args), type)).toEqual([]);
  });

  it('lets further names pass where the schema welcomes them', () => {
    const open = { name: 'log_catch', parameters: { properties: { boat: {} }, additionalProperties: true } };
    const built = session()
      .offers(open)
      .user('Log it.')
      .llm('Logging.')
      .tool('log_catch', { boat: 'Ida', kilos: 40 }, 'ok');
    expect(flagged(built, type)).toEqual([]);
  });

  it('flags without a verdict when the tool refused it and it was corrected afterwards', () => {
    const built = session()
      .offers(irrigate)
      .user('Water the barley field with 200 litres.')
      .llm('Opening the valves.')
      .fails('irrigate_field', { field: 'barley' }, 'litres is required')
      .llm('With the amount this time.')
      .tool('irrigate_field', { field: 'barley', litres: 200 }, { started: true })
      .llm('The barley field is being watered.');
    const report = analyze(built.events());
    expect(report.flags.filter((flag) => flag.type === type).map((flag) => flag.step)).toEqual([3]);
    expect(report.classification.mode).not.toBe('tool_misfire');
  });
});

describe('a hostile schema', () => {
  const nested = (depth: number): Record<string, unknown> =>
    depth === 0 ? { type: 'string' } : { type: 'object', properties: { x: nested(depth - 1) }, allOf: [{}] };
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, { type: 'string' }]));

  it.each<[what: string, parameters: Record<string, unknown>]>([
    ['a reference to itself', { properties: { node: { $ref: '#' } }, required: ['absent'], $ref: '#' }],
    ['a reference to the network', { $ref: 'http://192.0.2.1/schema.json' }],
    ['a catastrophic pattern', { properties: { text: { type: 'string', pattern: '^(a+)+$' } } }],
    ['a catastrophic name pattern', { patternProperties: { '^(a+)+$': { type: 'string' } } }],
    ['ten thousand properties', { properties: many }],
    ['deep nesting', { properties: { text: nested(400) } }],
    ['keywords of the wrong kind', { type: 42, required: 'text', properties: [], enum: {}, anyOf: 'x', items: null }],
    ['an unknown type', { type: 'quaternion' }],
    ['a format', { properties: { text: { type: 'string', format: 'nonsense' } } }],
  ])('neither hangs nor throws on %s', (_what, parameters) => {
    const validate = createValidator();
    const started = performance.now();
    validate(parameters, { text: `${'a'.repeat(40)}!`, [`${'a'.repeat(40)}!`]: '!' });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('does not judge by a part that refers elsewhere', () => {
    const parameters = { properties: { boat: { $ref: '#/$defs/boat', type: 'number' }, berth: { type: 'number' } } };
    expect(createValidator()(parameters, { boat: 'Ida', berth: 4 })).toBeNull();
    expect(createValidator()(parameters, { boat: 'Ida', berth: 'four' })).toMatch(/berth/);
  });

  it('still checks what it can beside a pattern', () => {
    const parameters = { properties: { text: { type: 'string', pattern: '^(a+)+$' } }, required: ['text'] };
    expect(createValidator()(parameters, {})).toMatch(/text/);
    expect(createValidator()(parameters, { text: `${'a'.repeat(40)}!` })).toBeNull();
  });

  it('is no way to change the prototype of anything', () => {
    const parameters = JSON.parse('{"properties":{"__proto__":{"polluted":true},"a":{"type":"string"}}}') as object;
    expect(createValidator()(parameters, { a: 1 })).toMatch(/a must be string/);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('without definitions, against the other calls of the session', () => {
  const drill = (last: Record<string, unknown>, before = 4): SessionBuilder =>
    session()
      .user('Take soil cores from every plot at 40 cm.')
      .times(before, (s, i) => s.tool('drill_core', { plot: `north-${i}`, depth_cm: 40 }, { ok: true }))
      .llm('One more.')
      .tool('drill_core', last, { ok: true });

  it.each<[what: string, args: Record<string, unknown>, said: RegExp]>([
    ['leaves an argument out', { plot: 'east' }, /depth_cm/],
    ['gives another type', { plot: 'east', depth_cm: 'forty' }, /depth_cm.*string/],
  ])('flags the one call that %s', (_what, args, said) => {
    const flags = flagsOf(drill(args), type);
    expect(flags.map((flag) => flag.step)).toEqual([7]);
    expect(flags[0]?.evidence).toMatch(said);
  });

  it('is quiet when it agrees, and when there are too few others to tell', () => {
    expect(flagged(drill({ plot: 'east', depth_cm: 35 }), type)).toEqual([]);
    expect(flagged(drill({ plot: 'east' }, 2), type)).toEqual([]);
  });

  it('is quiet about an argument that comes and goes', () => {
    const built = session()
      .user('Book rooms.')
      .times(6, (s, i) => s.tool('book_room', i % 2 === 0 ? { room: 'a' } : { room: 'b', note: 'quiet' }, 'ok'));
    expect(flagged(built, type)).toEqual([]);
  });
});
