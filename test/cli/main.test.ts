import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const sample = 'examples/traces/ses_abc123.jsonl';

interface Run {
  args: string[];
  stdin?: string;
  env?: Record<string, string>;
  /** Close standard output after the first bytes, as `| head -c 1` does. */
  closeEarly?: boolean;
}

/** Runs the program in a process of its own, from the project's folder. */
function runMain({ args, stdin = '', env = {}, closeEarly = false }: Run) {
  return new Promise<{ exitCode: number | null; out: string; err: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (closeEarly) child.stdout.destroy();
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, out, err }));
  });
}

describe('the program', () => {
  it('says mode, origin and flags of the five-step order session', async () => {
    const { exitCode, out, err } = await runMain({ args: ['analyze', sample] });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^🔴 Hallucination propagation · \d+ %/);
    expect(out).toMatch(/^Origin {4}step 3 of 5 /m);
    expect(out).toMatch(/step 3 {2}ENTITY_HALLUCINATION/);
    expect(out).toMatch(/step 4 {2}ENTITY_MISMATCH/);
    expect(out).not.toContain('\u001b');
  });

  it('reads standard input, and colours only where asked to', async () => {
    const stdin = await readFile(sample, 'utf8');
    const colored = await runMain({ args: ['analyze', '-'], stdin, env: { FORCE_COLOR: '1' } });
    expect(colored.exitCode).toBe(0);
    expect(colored.out).toContain('\u001b[');
    const plain = await runMain({ args: ['analyze', '-'], stdin, env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(plain.out).not.toContain('\u001b');
  });

  it('ends with the exit code of the failure, without a stack trace', async () => {
    const { exitCode, out, err } = await runMain({ args: ['analyze', '-'], stdin: '{"step": 1}\n' });
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toMatch(/^agent-incident: standard input, line 1, field session_id: expected .*\n$/);
  });

  it('ends quietly where the reader has seen enough', async () => {
    const line = (index: number) =>
      JSON.stringify({ session_id: `s${index}`, step: 1, type: 'llm_call', summary: 'hello' });
    const stdin = Array.from({ length: 3000 }, (_, index) => `${line(index)}\n`).join('');
    const { exitCode, err } = await runMain({ args: ['analyze', '-', '--json'], stdin, closeEarly: true });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  });
});
