import { readdirSync, readFileSync } from 'node:fs';
import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { examples } from '../examples/traces/make/catalog.ts';
import { renderExample } from '../examples/traces/make/example.ts';
import { analyze } from '../src/forensics/analyze.ts';
import { TraceEvent } from '../src/trace/event.ts';

const folder = new URL('../examples/traces/', import.meta.url);

function readText(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8');
}

function readEvents(file: string): TraceEvent[] {
  const lines = readText(file).split('\n');
  const events = lines.filter((line) => line !== '' && !line.startsWith('//'));
  return events.map((line) => TraceEvent.parse(JSON.parse(line)));
}

test('every trace in the folder has a script, and every script its trace', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  expect(files.sort()).toEqual(examples.map((example) => example.file).sort());
});

test('the table in the README names every example with its mode and origin', () => {
  const rows = readText('README.md').split('\n');
  for (const { file, expected } of examples) {
    const row = rows.find((line) => line.startsWith(`| \`${file}\``)) ?? '';
    const isTwin = file.endsWith('-unflagged.jsonl');
    if (isTwin) expect(row).toContain('the same');
    else {
      expect(row, file).toContain(`\`${expected.mode}\``);
      expect(row, file).toContain(expected.origin === null ? 'no origin' : `origin step ${expected.origin}`);
    }
  }
});

describe.each(examples)('$file', (example) => {
  test('is byte for byte what its script writes', () => {
    expect(readText(example.file)).toBe(renderExample(example));
  });

  test('opens with a comment that says what went wrong', () => {
    const [first, second] = readText(example.file).split('\n');
    expect(first).toMatch(/^\/\/ \S/);
    expect(second).toMatch(/^\/\/ \S/);
  });

  test('holds valid events whose steps count up from 1', () => {
    const events = readEvents(example.file);
    expect(events.map((event) => event.step)).toEqual(events.map((_event, index) => index + 1));
    expect(new Set(events.map((event) => event.session_id)).size).toBe(1);
  });

  test('names only models whose price is known', () => {
    for (const { model, input_tokens, output_tokens } of readEvents(example.file)) {
      if (model === undefined) continue;
      const usage = { input_tokens: input_tokens ?? 0, output_tokens: output_tokens ?? 0 };
      expect(calcPrice(usage, model, {})?.total_price, model).toBeGreaterThan(0);
    }
  });

  test('is analysed as the README says', () => {
    const report = analyze(readEvents(example.file));
    const found = { mode: report.classification.mode, origin: report.origin?.step ?? null };
    expect(found).toEqual(example.expected);
  });
});

describe.each(examples.filter((example) => example.form === 'full'))('the full capture $file', (example) => {
  const events = readEvents(example.file);

  test('has 20 to 60 events', () => {
    expect(events.length).toBeGreaterThanOrEqual(20);
    expect(events.length).toBeLessThanOrEqual(60);
  });

  test('carries prompt, completion and use of tokens at every model call', () => {
    for (const event of events.filter(({ type }) => type === 'llm_call')) {
      expect(event.prompt?.[0]?.role).toBe('system');
      expect(event).toMatchObject({ completion: expect.any(String), model: expect.any(String) });
      expect(event).toMatchObject({ input_tokens: expect.any(Number), output_tokens: expect.any(Number) });
    }
  });

  test('calls only tools that the first model call was offered', () => {
    const offered = events.find(({ type }) => type === 'llm_call')?.tools?.map((tool) => tool.name) ?? [];
    const called = events.flatMap((event) => (event.type === 'tool_call' ? [event.tool] : []));
    expect(offered).toEqual(expect.arrayContaining(called));
  });
});
