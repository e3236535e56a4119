import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { checkDemoPorts, checkPort } from '../../../src/cli/doctor/check-port.ts';
import { readConfig } from '../../../src/config.ts';
import { freePort, never, occupy } from './support.ts';

const bot = (answer: unknown, status = 200) =>
  occupy(createServer((_, response) => void response.writeHead(status).end(JSON.stringify(answer))));
const check = async (port: number, env = {}) => checkPort(readConfig({ PORT: String(port), ...env }), never);

describe('the port of the bot', () => {
  test('that is free is fine', async () => {
    expect(await check(await freePort())).toMatchObject([{ level: 'ok', text: expect.stringContaining('is free') }]);
    expect(await check(0)).toMatchObject([{ level: 'ok' }]);
  });

  test('on which a ready bot answers is fine', async () => {
    expect(await check(await bot({ ready: true, parts: [] }))).toMatchObject([
      { level: 'ok', text: expect.stringContaining('is ready') },
    ]);
  });

  test('on which a bot has trouble passes on what it says', async () => {
    const parts = [
      { name: 'records', ok: true, problem: null },
      { name: 'slack', ok: false, problem: 'Slack is not connected.' },
    ];
    expect(await check(await bot({ ready: false, parts }, 503))).toMatchObject([
      { level: 'warning', text: expect.stringContaining('not ready: slack: Slack is not connected.') },
    ]);
  });

  test('that another program has, or an address of another machine, is a wrong setting', async () => {
    expect(await check(await bot({ hello: 1 }))).toMatchObject([{ cause: 'configuration' }]);
    expect(await check(await freePort(), { HOST: '192.0.2.1' })).toMatchObject([
      { cause: 'configuration', fix: expect.stringContaining('HOST') },
    ]);
  });
});

describe('the ports of the demo', () => {
  test('must be free, unless the demo runs', async () => {
    const [free, taken] = [await freePort(), await occupy()];
    const env = { SANDBOX_PORT: String(taken), ORDER_AGENT_PORT: String(free) };
    const at = (port: number) => checkDemoPorts(env, readConfig({ PORT: String(port) }), never);
    expect(await at(await freePort())).toMatchObject([
      { cause: 'configuration', fix: expect.stringContaining('SANDBOX_PORT') },
    ]);
    expect(await at(await bot({ ready: true, parts: [] }))).toMatchObject([{ level: 'ok', text: 'runs' }]);
    expect(
      await checkDemoPorts({ ...env, SANDBOX_PORT: String(await freePort()) }, readConfig({ PORT: '1' }), never),
    ).toMatchObject([{ level: 'ok' }]);
  });
});
