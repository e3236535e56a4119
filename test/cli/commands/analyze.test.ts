import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import { fakeTerminal } from '../fake-terminal.ts';

let folder = '';
const at = (name: string): string => join(folder, name);

function llmCall(session: string, step: number, more: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ session_id: session, step, type: 'llm_call', summary: 'said hello', ...more })}\n`;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-incident-'));
  const spawned = llmCall('child', 1, { parent_session_id: 'parent', input_tokens: 70, output_tokens: 7 });
  await Promise.all([
    writeFile(at('one.jsonl'), llmCall('one', 1) + llmCall('one', 2)),
    writeFile(at('family.jsonl'), llmCall('parent', 1) + spawned),
    writeFile(at('bad.jsonl'), `${llmCall('bad', 1)}{"session_id":"bad","step":"two","type":"llm_call"}\n`),
    writeFile(at('many.jsonl'), Array.from({ length: 12 }, (_, index) => llmCall(`many_${index}`, 1)).join('')),
  ]);
});

afterAll(() => rm(folder, { recursive: true }));

async function run(args: string[], traits?: Partial<Terminal>) {
  const { terminal, printed } = fakeTerminal(traits);
  const exitCode = await runProgram(args, terminal, false);
  return { exitCode, ...printed };
}

function parseLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('analyze', () => {
  it('prints one JSON report per session, each with its file', async () => {
    const { exitCode, out, err } = await run(['analyze', at('one.jsonl'), at('family.jsonl'), '--json']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(parseLines(out).map(({ file, session_id }) => [file, session_id])).toEqual([
      [at('one.jsonl'), 'one'],
      [at('family.jsonl'), 'parent'],
      [at('family.jsonl'), 'child'],
    ]);
  });

  it('counts spawned sessions with the one that spawned them, also where only that one is asked for', async () => {
    const { out } = await run(['analyze', at('family.jsonl'), '--session', 'parent', '--json']);
    const [report, ...rest] = parseLines(out);
    expect(rest).toEqual([]);
    expect(report).toMatchObject({ session_id: 'parent', children: { sessions: ['child'] } });
  });

  it('analyses the other inputs where one is bad, and says file, line and field', async () => {
    const { exitCode, out, err } = await run(['analyze', at('bad.jsonl'), at('one.jsonl'), '--json']);
    expect(exitCode).toBe(3);
    expect(parseLines(out).map(({ session_id }) => session_id)).toEqual(['one']);
    expect(err).toMatch(/^agent-incident: .*bad\.jsonl, line 2, field step: expected .*\n$/);
  });

  it('skips bad lines with --lenient and says how many', async () => {
    const { exitCode, out, err } = await run(['analyze', at('bad.jsonl'), '--lenient', '--json']);
    expect(exitCode).toBe(0);
    expect(parseLines(out)).toHaveLength(1);
    expect(err).toBe(`${at('bad.jsonl')}: 1 line skipped.\n`);
  });

  it('takes a directory as all traces in it, one line per session in text', async () => {
    const { exitCode, out, err } = await run(['analyze', folder]);
    expect(exitCode).toBe(3);
    expect(err).toContain('bad.jsonl, line 2');
    expect(out).toMatch(/^ {4}SESSION {12}VERDICT/);
    expect(out).toMatch(/^15 sessions: /m);
  });

  it('takes what is no path as a session id, and says what to give instead', async () => {
    const { exitCode, out, err } = await run(['analyze', 'ses_unknown']);
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
    expect(err).toBe(
      'agent-incident: No file, directory or captured session called ses_unknown. ' +
        'Give a .jsonl file, a directory that holds some, or - for standard input.\n',
    );
  });

  it('lists the sessions there are, ten at most, where the one asked for is not among them', async () => {
    const { exitCode, err } = await run(['analyze', at('many.jsonl'), '--session', 'nope']);
    expect(exitCode).toBe(4);
    expect(err).toMatch(/No session nope in the input\. The sessions there are many_0, .*many_9 and 2 more\.\n$/);
    expect(err).not.toContain('many_10');
  });

  it('finds a session in whichever of several files holds it', async () => {
    const { exitCode, out } = await run(['analyze', folder, '--session', 'one', '--json', '--lenient']);
    expect(exitCode).toBe(0);
    expect(parseLines(out).map(({ session_id }) => session_id)).toEqual(['one']);
  });

  it('says that no source is configured, and what to give instead', async () => {
    const { exitCode, err } = await run(['analyze', 'ses_1', '--source', 'langfuse']);
    expect(exitCode).toBe(4);
    expect(err).toContain('No trace source called langfuse is configured');
    expect(err).toContain('Give the session as a .jsonl file');
  });

  it('shows the context at a step, as text and as JSON', async () => {
    const text = await run(['analyze', at('one.jsonl'), '--context', '2']);
    expect(text.exitCode).toBe(0);
    expect(text.out).toMatch(/^Context at step 2 of one, /);
    const json = await run(['analyze', at('one.jsonl'), '--context', '2', '--json']);
    expect(parseLines(json.out)).toMatchObject([{ file: at('one.jsonl'), session_id: 'one', step: 2 }]);
  });

  it('takes the wrong output from the person', async () => {
    const { out } = await run(['analyze', at('one.jsonl'), '--wrong-output', '2', '--json']);
    expect(parseLines(out)).toMatchObject([{ wrong_output_step: 2 }]);
  });

  it.each([
    [['--context', '9'], '--context 9: session one has no step 9. Its steps go from 1 to 2.'],
    [['--wrong-output', '9'], '--wrong-output 9: session one has no step 9. Its steps go from 1 to 2.'],
  ])('refuses %j', async (options, message) => {
    const { exitCode, err } = await run(['analyze', at('one.jsonl'), ...options]);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: `agent-incident: ${message}\n` });
  });

  it('asks which session a step belongs to where there are several', async () => {
    const { exitCode, err } = await run(['analyze', at('family.jsonl'), '--context', '1']);
    expect(exitCode).toBe(2);
    expect(err).toContain('--context 1: the input holds 2 sessions. Say which one is meant with --session ID.');
  });

  it('prints Markdown', async () => {
    const { out } = await run(['analyze', at('one.jsonl'), '--markdown']);
    expect(out).toMatch(/^## \S+ .+\n\n\*\*Session\*\*: one · /);
  });

  it.each([
    [[], "missing required argument 'input'"],
    [['x', '--wrong-output', '0'], '--wrong-output'],
    [['x', '--context', 'two'], '--context'],
    [['x', '--baseline-cost', '-1'], '--baseline-cost'],
    [['x', '--baseline-cost', 'Infinity'], '--baseline-cost'],
    [['x', '--baseline-tokens', '1.5'], '--baseline-tokens'],
    [['x', '--session', ''], '--session'],
    [['x', '--json', '--markdown'], '--markdown'],
    [['x', '--colour'], '--colour'],
  ])('refuses the usage %j and names what is wrong', async (args, named) => {
    const { exitCode, out, err } = await run(['analyze', ...args]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(named);
    expect(err).not.toMatch(/^\s+at /m);
  });
});

describe('agent-incident', () => {
  it('suggests the command that was meant', async () => {
    const { exitCode, err } = await run(['analyse', 'x']);
    expect(exitCode).toBe(2);
    expect(err).toContain('Did you mean analyze?');
  });

  it('prints its version and help', async () => {
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await run(['--help'])).toMatchObject({ exitCode: 0, out: expect.stringContaining('Usage: agent-incident') });
    expect(await run([])).toMatchObject({ exitCode: 2, err: expect.stringContaining('Usage: agent-incident') });
  });

  it('has help whose examples work as typed', async () => {
    const { out } = await run(['analyze', '--help']);
    const examples = out.split('\n').filter((line) => /^ {2}agent-incident analyze [^-<]*(?:--[^<]*)?$/.test(line));
    expect(examples.length).toBeGreaterThanOrEqual(4);
    for (const example of examples) {
      const { exitCode, err } = await run(example.trim().split(' ').slice(1));
      expect({ example, exitCode, err }).toEqual({ example, exitCode: 0, err: '' });
    }
  });
});
