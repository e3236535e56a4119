import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createComplaints } from '../../../src/cli/analyze/run-analyze.ts';
import { registerStart } from '../../../src/cli/commands/start.ts';
import { exitCodes } from '../../../src/cli/errors.ts';
import { start } from '../../../src/cli/start/run-start.ts';
import { occupy } from '../doctor/support.ts';
import { fakeTerminal } from '../fake-terminal.ts';

/** Runs `start` as a person would; resolves to the exit code and what was said. */
async function typed(args: string[], env: Record<string, string>) {
  const { terminal, printed } = fakeTerminal();
  const program = new Command().exitOverride();
  let exitCode: number = exitCodes.unexpected;
  registerStart(program, { terminal, env, complain: createComplaints(terminal, false) }, (code) => {
    exitCode = code;
  });
  await program.parseAsync(['start', ...args], { from: 'user' });
  return { exitCode, ...printed };
}

const workspace = { SLACK_BOT_TOKEN: 'xoxb-hunter22', SLACK_APP_TOKEN: 'xapp-hunter22' };

describe('start', () => {
  test.each(['web', 'worker'])('without a workspace has no --role %s', async (role) => {
    const { exitCode, out, err } = await typed(['--role', role], {});
    expect({ exitCode, out }).toEqual({ exitCode: exitCodes.usage, out: '' });
    expect(err).toContain(`--role ${role} needs a workspace: set SLACK_BOT_TOKEN and DATABASE_URL.`);
  });

  test.each(['web', 'worker'] as const)('with a workspace but without DATABASE_URL has no --role %s', async (role) => {
    const { exitCode, err } = await typed(['--role', role], workspace);
    expect(exitCode).toBe(exitCodes.usage);
    expect(err).toContain('DATABASE_URL');
    expect(err).not.toContain('hunter22');
  });

  test('refuses a demo whose port changes with each start', async () => {
    const { exitCode, err } = await typed([], { PORT: '0' });
    expect(exitCode).toBe(exitCodes.usage);
    expect(err).toContain('fixed PORT');
  });

  test('names every bad variable in one line without a stack trace or a value', async () => {
    const { exitCode, err } = await typed([], { PORT: 'hunter22', LOG_LEVEL: 'hunter22' });
    expect(exitCode).toBe(exitCodes.usage);
    expect(err).toMatch(/^agent-incident: .*PORT: .*LOG_LEVEL: .*\n$/);
    expect(err).not.toContain('hunter22');
  });

  test('says which part of the demo did not start, and keeps its keys to this user', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'start-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const env = { DATA_DIR: folder, SANDBOX_PORT: String(await occupy()), PORT: '39999' };
    await expect(start(env, 'all')).rejects.toMatchObject({
      code: 'demo.not-started',
      message: expect.stringMatching(/^The sandbox did not start: .*SANDBOX_PORT/s),
    });
    expect(readdirSync(folder)).toContain('demo.json');
    expect(statSync(join(folder, 'demo.json')).mode & 0o777).toBe(0o600);
  });
});
