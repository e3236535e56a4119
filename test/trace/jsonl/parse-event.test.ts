import { describe, expect, it } from 'vitest';
import { InvalidTrace } from '../../../src/trace/errors.ts';
import { parseEvent } from '../../../src/trace/jsonl/parse-event.ts';
import { event } from './support.ts';

const place = { file: 'trace.jsonl', line: 4 };
const parse = (fields: Record<string, unknown>) => parseEvent(JSON.stringify(event(1, fields)), place);

function failure(text: string): InvalidTrace {
  try {
    parseEvent(text, place);
  } catch (error) {
    if (error instanceof InvalidTrace) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

function depthOf(value: unknown): number {
  let depth = 0;
  let at = value;
  while (typeof at === 'object' && at !== null) {
    depth += 1;
    at = Object.values(at)[0];
  }
  return depth;
}

describe('parseEvent', () => {
  it('keeps every field, unknown ones too', () => {
    const fields = { model: 'm', ms: 1.5, 'gen_ai.system': 'x', extra: { deep: [1, null] }, 'other null': null };
    expect(parse(fields)).toEqual(event(1, fields));
  });

  it('takes null on an optional field as absent', () => {
    const read = parse({ model: null, input_tokens: null, prompt: null, tools: null, args: null, flags: null });
    expect(Object.keys(read)).toEqual(['session_id', 'step', 'type']);
  });

  it('reads an unknown type as other and keeps its name', () => {
    expect(parse({ type: 'vector_search' })).toMatchObject({ type: 'other', original_type: 'vector_search' });
    expect(parse({ type: 'tool_call' })).not.toHaveProperty('original_type');
    expect(parse({ type: 'constructor' })).toMatchObject({ type: 'other', original_type: 'constructor' });
  });

  it('reads arguments sent as a JSON string', () => {
    expect(parse({ args: '{"id":"cust_789"}' }).args).toEqual({ id: 'cust_789' });
    expect(parse({ args: ' {"a":1}' }).args).toEqual({ a: 1 });
  });

  it.each(['{"id": ', 'plain words', '[1,2]', '"text"', '7', ''])(
    'leaves the argument text %j as it was sent',
    (args) => {
      expect(parse({ args }).args).toBe(args);
    },
  );

  it('keeps lone surrogates', () => {
    expect(parseEvent('{"session_id":"s","step":1,"type":"llm_call","summary":"a\\ud800b"}', place).summary).toBe(
      'a\ud800b',
    );
  });

  it.each([
    ['session_id', 5, 'a string that is not empty', 'found a number (5)'],
    ['session_id', '', 'a string that is not empty', 'found an empty string'],
    ['session_id', null, 'a string that is not empty', 'found null'],
    ['step', '3', 'a whole number of 1 or more', 'found a string ("3")'],
    ['step', 0, 'a whole number of 1 or more', 'found a number (0)'],
    ['step', 1.5, 'a whole number of 1 or more', 'found a number (1.5)'],
    ['step', 1e300, 'a whole number of 1 or more', 'found a number (1e+300)'],
    ['step', null, 'a whole number of 1 or more', 'found null'],
    ['type', 7, 'a string such as llm_call or tool_call', 'found a number (7)'],
    ['type', null, 'a string such as llm_call or tool_call', 'found null'],
    ['input_tokens', -1, 'a whole number of 0 or more', 'found a number (-1)'],
    ['input_tokens', 2.5, 'a whole number of 0 or more', 'found a number (2.5)'],
    ['output_tokens', 'many', 'a whole number of 0 or more', 'found a string ("many")'],
    ['ms', -3, 'a number of 0 or more', 'found a number (-3)'],
    ['cost_usd', '0.1', 'a number of 0 or more', 'found a string ("0.1")'],
    ['parent_step', 0.5, 'a whole number', 'found a number (0.5)'],
    ['flags', 'LOOP_DETECTED', 'an array of strings', 'found a string ("LOOP_DETECTED")'],
    ['flags', { 0: 'x' }, 'an array of strings', 'found an object'],
    ['model', 3, 'a string', 'found a number (3)'],
    ['completion', ['x'], 'a string', 'found an array of 1'],
    ['content', {}, 'a string', 'found an object'],
    ['timestamp', 1700000000, 'a string', 'found a number (1700000000)'],
    ['prompt', 'hello', 'an array of messages', 'found a string ("hello")'],
    ['prompt', {}, 'an array of messages', 'found an object'],
    ['tools', true, 'an array of tool definitions', 'found a boolean (true)'],
  ])('rejects %s = %j', (field, value, expected, actual) => {
    const error = failure(JSON.stringify(event(1, { [field]: value })));
    expect(error).toMatchObject({ file: 'trace.jsonl', line: 4, field, expected });
    expect(error.message).toContain(`field ${field}: expected ${expected}, ${actual}. `);
    expect(error.message).toContain('--lenient');
  });

  it.each([
    [{ flags: ['x', 4] }, 'flags[1]', 'expected a string, found a number (4)'],
    [{ prompt: [{ role: 'user' }, 'x'] }, 'prompt[1]', 'expected an object, found a string ("x")'],
    [{ prompt: [{ role: 'user' }, null] }, 'prompt[1]', 'expected an object, found null'],
    [{ prompt: [{ role: 7 }] }, 'prompt[0].role', 'expected a string, found a number (7)'],
    [{ prompt: [{ content: 'x' }] }, 'prompt[0].role', 'expected a string, found nothing'],
    [{ prompt: [{ role: null, content: 'x' }] }, 'prompt[0].role', 'expected a string, found null'],
    [{ tools: [{ name: 'a' }, {}] }, 'tools[1].name', 'expected a string, found nothing'],
    [{ tools: [null] }, 'tools[0]', 'expected an object, found null'],
    [
      { tools: [{ name: 'a', annotations: { readOnlyHint: 'yes' } }] },
      'tools[0].annotations.readOnlyHint',
      'expected true or false, found a string ("yes")',
    ],
  ])('names the place inside %j', (fields, field, sentence) => {
    const error = failure(JSON.stringify(event(1, fields)));
    expect(error.field).toBe(field);
    expect(error.message).toContain(sentence);
  });

  it.each([
    ['session_id', { step: 1, type: 'llm_call' }],
    ['step', { session_id: 's', type: 'llm_call' }],
    ['type', { session_id: 's', step: 1 }],
  ])('misses %s', (field, value) => {
    expect(failure(JSON.stringify(value))).toMatchObject({ field });
    expect(failure(JSON.stringify(value)).message).toContain('found nothing');
  });

  it.each([
    ['[1,2]', 'found an array of 2'],
    ['null', 'found null'],
    ['12', 'found a number (12)'],
    ['"x"', 'found a string ("x")'],
  ])('rejects a line holding %s', (text, actual) => {
    expect(failure(text).message).toContain(`expected one JSON object per line, ${actual}`);
  });

  it('takes null in tool definitions as absent', () => {
    const tools = [{ name: 'a', description: null, parameters: null, annotations: { readOnlyHint: null, title: 'A' } }];
    expect(parse({ tools }).tools).toEqual([{ name: 'a', annotations: { title: 'A' } }]);
    expect(parse({ tools: [{ name: 'a', annotations: null }] }).tools).toEqual([{ name: 'a' }]);
  });
});

describe('parseEvent on hostile lines', () => {
  const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
  const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const line = (field: string, json: string) => `{"session_id":"s","step":1,"type":"tool_call","${field}":${json}}`;

  it.each(['args', 'response', 'unknown_field', 'tools', 'prompt', 'flags', 'summary', 'step'])(
    'survives 100,000 levels in %s',
    (field) => {
      for (const json of [nested(100_000), nestedObjects(100_000)]) {
        try {
          const read = parseEvent(line(field, json), place);
          expect(depthOf(read[field])).toBe(64);
          expect(JSON.stringify(read)).toContain('…');
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidTrace);
          expect((error as InvalidTrace).field).toContain(field);
        }
      }
    },
  );

  it.each([
    ['args', 'args'],
    ['response', 'response'],
    ['unknown_field', 'unknown_field'],
  ])('replaces what lies deeper than 64 levels in %s', (field) => {
    expect(depthOf(parseEvent(line(field, nested(65)), place)[field])).toBe(64);
    expect(JSON.stringify(parseEvent(line(field, nested(64)), place)[field])).toBe(nested(64));
  });

  it('limits depth in message content, tool parameters and argument strings', () => {
    const prompt = `[{"role":"user","content":${nested(100_000)}}]`;
    expect(JSON.stringify(parseEvent(line('prompt', prompt), place).prompt)).toContain('…');
    const tools = `[{"name":"t","parameters":${nestedObjects(100_000)}}]`;
    expect(JSON.stringify(parseEvent(line('tools', tools), place).tools)).toContain('…');
    const args = JSON.stringify(nestedObjects(100_000));
    expect(depthOf(parseEvent(line('args', args), place).args)).toBe(64);
  });

  it('removes __proto__ keys at every level and keeps constructor as data', () => {
    const read = parseEvent(
      '{"session_id":"s","step":1,"type":"tool_call","__proto__":{"polluted":1},"constructor":{"x":1},' +
        '"args":{"__proto__":{"polluted":2},"id":1,"constructor":"c"},' +
        '"prompt":[{"role":"user","content":"x","__proto__":{"polluted":3}}],' +
        '"tools":[{"name":"t","parameters":{"__proto__":{"polluted":4}}}]}',
      place,
    );
    expect(JSON.stringify(read)).not.toContain('polluted');
    expect(read.constructor).toEqual({ x: 1 });
    expect(read.args).toEqual({ id: 1, constructor: 'c' });
    const copy = Object.assign({}, read, read.args);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['{"session_id":"s","step":1,"type":"llm_call","input_tokens":NaN}', 'input_tokens', 'NaN is not JSON; write null'],
    ['{"session_id":"s","ms":-Infinity,"step":1}', 'ms', '-Infinity is not JSON; write null'],
    ['{"args":{"a":[1,Infinity]}}', 'args.a[1]', 'Infinity is not JSON; write null'],
    ['{"status":None}', 'status', 'None is not JSON; write null'],
    ['{"a":"NaN","ok":True}', 'ok', 'True is not JSON; write true'],
    ['{"a":"x\\"NaN","b":undefined}', 'b', 'undefined is not JSON; write null'],
    ['{"a":01}', 'a', 'found 01'],
    ["{'a':1}", null, "found 'a'"],
    ['{"a":1}{"a":2}', null, 'more text after the first value'],
    ['{"a":1]', 'a', 'unexpected ]'],
    ['{"a":"x\ty"}', 'a', 'raw control character'],
    ['{"a":{"b":"cut', 'a.b', 'the line ends inside it'],
    ['{', null, 'not pretty-printed'],
    ['{"a" 1}', null, 'not valid JSON'],
  ])('says what is wrong with %s', (text, field, sentence) => {
    const error = failure(text);
    expect(error.field).toBe(field);
    expect(error.message).toContain(sentence);
  });

  it('explains a line of many megabytes and of many levels without overflow', () => {
    expect(failure(`{"a":"${'x'.repeat(20_000_000)}`).message).toContain('line ends inside');
    expect(failure(`${'['.repeat(100_000)}NaN`).message).toContain('NaN is not JSON');
    expect(failure('7'.repeat(5_000_000).padEnd(5_000_001, 'x')).message.length).toBeLessThan(300);
  });
});
