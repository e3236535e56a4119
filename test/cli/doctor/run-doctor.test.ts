import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkRuntime } from '../../../src/cli/doctor/check-runtime.ts';
import { fine, misconfigured, unreachable, warning } from '../../../src/cli/doctor/finding.ts';
import { renderFindings } from '../../../src/cli/doctor/render-findings.ts';
import { judge, runDoctor } from '../../../src/cli/doctor/run-doctor.ts';
import { exitCodes } from '../../../src/cli/errors.ts';
import { seeded } from '../../../src/sandbox/seed.ts';
import { startSandbox, token } from '../../sandbox/support.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { freePort } from './support.ts';

/** A place for records of its own and free ports, so that nothing else on the machine counts. */
async function place() {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [bot, sandbox, agent] = [await freePort(), await freePort(), await freePort()].map(String);
  return { DATA_DIR: folder, PORT: bot, SANDBOX_PORT: sandbox, ORDER_AGENT_PORT: agent };
}

async function examined(env: Record<string, string | undefined>, json = false) {
  const { terminal, printed } = fakeTerminal();
  const exitCode = await runDoctor(env, terminal, { json });
  return { exitCode, ...printed };
}

describe('doctor', () => {
  test('without any configuration finds the demo ready, and leaves nothing behind', async () => {
    const env = await place();
    const { exitCode, out, err } = await examined(env);
    expect({ exitCode, err }).toEqual({ exitCode: exitCodes.done, err: '' });
    expect(out).toContain('sandbox demo');
    expect(out).toMatch(/\nReady to start\.\n$/);
    expect(readdirSync(env.DATA_DIR)).toEqual([]);
  });

  test('with a workspace looks at all of it; warnings keep nobody from starting', async () => {
    const sandbox = await startSandbox();
    const env = { ...(await place()), SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: 'x'.repeat(32) };
    const { exitCode, out } = await examined({
      ...env,
      SLACK_API_URL: `${sandbox.url}/api/`,
      INCIDENT_CHANNEL: seeded.incidents,
    });
    expect(exitCode).toBe(exitCodes.done);
    expect(out).toMatch(/✔ ok {7}Slack {2,}bot in Sandbox/);
    expect(out).toMatch(/✔ ok {7}INCIDENT_CHANNEL {2,}#incidents/);
    expect(out).toMatch(/⚠ warning {2}Responders {2,}nobody may press a containment button/);
    expect(out).toMatch(/⚠ warning {2}Containment {2,}nothing can carry out Revoke/);
    expect(out).toMatch(/\nReady to start, \d+ warnings\.\n$/);
  });

  test('says once that Slack refuses the token, and nothing that follows from it', async () => {
    const sandbox = await startSandbox();
    const env = { ...(await place()), SLACK_BOT_TOKEN: 'xoxb-hunter22', SLACK_SIGNING_SECRET: 'hunter22'.repeat(4) };
    const { exitCode, out } = await examined({ ...env, SLACK_API_URL: `${sandbox.url}/api/` });
    expect(exitCode).toBe(exitCodes.usage);
    expect(out.match(/invalid_auth/g)).toHaveLength(1);
    expect(out).not.toContain('Responders');
    expect(out).not.toContain('hunter22');
  });

  test('ends with 5 when backends do not answer, in text and JSON without a secret', async () => {
    const dead = `127.0.0.1:${await freePort()}`;
    const secret = 'hunter22'.repeat(5);
    const env = {
      ...(await place()),
      SLACK_BOT_TOKEN: `xoxb-${secret}`,
      SLACK_APP_TOKEN: `xapp-${secret}`,
      SLACK_API_URL: `http://${dead}/api/`,
      DATABASE_URL: `postgres://user:${secret}@${dead}/x`,
      REDIS_URL: `redis://:${secret}@${dead}`,
      SECRET_KEY: secret,
      INGEST_TOKEN: secret,
      CONTROL_TOKEN: secret,
    };
    for (const json of [false, true]) {
      const { exitCode, out, err } = await examined(env, json);
      expect({ exitCode, err }).toEqual({ exitCode: exitCodes.backendUnreachable, err: '' });
      expect(out).not.toContain('hunter22');
      expect(out).not.toMatch(/\n\s+at /);
      for (const name of ['PostgreSQL', 'Redis', 'Slack']) expect(out).toContain(name);
    }
  });

  test('as JSON says the same and whether it can start', async () => {
    const { exitCode, out } = await examined({ PORT: 'x', SLACK_TOKEN: 'y' }, true);
    expect(exitCode).toBe(exitCodes.usage);
    expect(JSON.parse(out)).toMatchObject({
      ready: false,
      findings: expect.arrayContaining([
        { check: 'Node.js', level: 'ok', text: process.versions.node, fix: null, cause: null },
        expect.objectContaining({ level: 'problem', cause: 'configuration', text: expect.stringContaining('PORT') }),
        expect.objectContaining({ level: 'warning', fix: 'Did you mean SLACK_BOT_TOKEN?' }),
      ]),
    });
  });
});

test('a wrong setting weighs more than a backend that is away, a warning nothing', () => {
  const [good, odd] = [fine('a', 'b'), warning('a', 'b', 'c')];
  expect(judge([good, odd])).toBe(exitCodes.done);
  expect(judge([good, unreachable('a', 'b', 'c')])).toBe(exitCodes.backendUnreachable);
  expect(judge([unreachable('a', 'b', 'c'), misconfigured('a', 'b', 'c')])).toBe(exitCodes.usage);
});

describe('the lines', () => {
  const findings = [
    fine('Node.js', '20.20.2'),
    warning('Responders', 'nobody may press', 'Set RESPONDERS.'),
    misconfigured('Clock', 'off \u001b[31mred\u001b[0m\nsecond line.', 'Set it.'),
  ];

  test('are one for each finding, with mark and word, and nothing a terminal would act on', () => {
    expect(renderFindings(findings, { color: false, unicode: true })).toBe(
      '✔ ok       Node.js     20.20.2\n' +
        '⚠ warning  Responders  nobody may press. Set RESPONDERS.\n' +
        '✖ problem  Clock       off red second line. Set it.\n' +
        '\nNot ready: 1 problem, 1 warning.\n',
    );
  });

  test('are plain ASCII where the terminal is, and coloured where it may be', () => {
    const ascii = renderFindings([...findings, fine('x', 'Slack’s …')], { color: false, unicode: false });
    expect(ascii).toMatch(/^[\x20-\x7e\n]+$/);
    expect(ascii).toContain('[!!] warning');
    expect(renderFindings(findings, { color: true, unicode: true })).toContain('\u001b[32m✔');
  });
});

test.each([
  ['20.12.0', 'ok'],
  ['20.11.1', 'problem'],
  ['18.20.0', 'problem'],
  ['22.0.0', 'ok'],
])('Node.js %s is %s', (version, level) => {
  expect(checkRuntime(version)).toMatchObject([{ level }]);
});
