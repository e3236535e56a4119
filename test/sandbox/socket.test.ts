import { request } from 'node:http';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/sandbox/clock.ts';
import { seeded } from '../../src/sandbox/seed.ts';
import { encodeFrame, FrameError, opcodes, readFrames } from '../../src/sandbox/socket/frames.ts';
import { appToken } from './bolt-support.ts';
import { startSandbox, token } from './support.ts';

const channel = seeded.general;
const user = seeded.responder;
const command = { user, channel, command: '/agent-incident', text: '' };

/** A sandbox that no bot listens to yet. */
function startLonely(eventRetryMs: number[] = [0]) {
  return startSandbox('http://127.0.0.1:9/none', {
    clock: systemClock,
    appToken,
    timing: { ackTimeoutMs: 2_000, eventRetryMs },
  });
}

/** A real Bolt app in Socket Mode; `seen` is what reached it. */
async function connect(url: string, name = 'bot') {
  const clientOptions = { slackApiUrl: `${url}/api/` };
  const receiver = new SocketModeReceiver({
    appToken,
    clientPingTimeout: 1_000,
    autoReconnectEnabled: name !== 'eleventh',
    installerOptions: { clientOptions },
    logLevel: LogLevel.ERROR,
  });
  const app = new App({ token, receiver, clientOptions, logLevel: LogLevel.ERROR });
  const seen: string[] = [];
  app.message(async ({ message }) => void seen.push('text' in message ? (message.text ?? '') : ''));
  app.command('/agent-incident', async ({ ack }) => {
    seen.push(name);
    await ack();
  });
  onTestFinished(async () => void (await app.stop()));
  await app.start();
  return { app, receiver, seen };
}

const retries = (record: readonly Record<string, unknown>[]) =>
  record.filter(({ kind, to }) => kind === 'sent' && to === 'event').map(({ via, headers }) => [via, headers]);

test('an event that nobody was there for is delivered to the socket that comes in time', async () => {
  const sandbox = await startLonely([0, 2_500]);
  await sandbox.act('message', { user, channel, text: 'hello' });
  const { seen } = await connect(sandbox.url);
  await vi.waitFor(() => expect(seen).toEqual(['hello']), { timeout: 15_000 });
  expect(retries(sandbox.record())).toEqual([
    ['http', {}],
    ['http', { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'connection_failed' }],
    ['socket', { 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'connection_failed' }],
  ]);
});

test('a command that nobody was there for is lost, and the person is told', async () => {
  const { act, state, url } = await startLonely();
  await act('command', command);
  expect((await state(user)).notices[0].text).toBe(
    '/agent-incident failed because the app did not respond. (dispatch_failed)',
  );
  const { seen } = await connect(url);
  await act('command', command);
  expect(seen).toEqual(['bot']);
});

test('a bot that is told to disconnect comes back', async () => {
  const { act, url, state } = await startLonely();
  const { seen, receiver } = await connect(url);
  const back = new Promise((resolve) => receiver.client.once('connected', resolve));
  await act('disconnect', { reason: 'refresh_requested' });
  await back;
  expect((await state(user)).sockets).toBe(true);
  await act('command', command);
  expect(seen).toEqual(['bot']);
});

test('with two sockets a delivery goes to one of them, in turn', async () => {
  const { act, url } = await startLonely();
  const first = await connect(url, 'first');
  const second = await connect(url, 'second');
  await act('command', command);
  await act('command', command);
  expect([...first.seen, ...second.seen].sort()).toEqual(['first', 'second']);
});

test('a socket that says nothing is late; one that hangs up is gone', async () => {
  const { act, url, state } = await startLonely();
  const { app } = await connect(url);
  await act('command', { ...command, command: '/unknown' });
  expect((await state(user)).notices.at(-1).text).toContain('operation_timeout');
  app.command('/leave', async () => void (await app.stop()));
  await act('command', { ...command, command: '/leave' });
  expect((await state(user)).notices.at(-1).text).toContain('dispatch_failed');
  expect((await state(user)).sockets).toBe(false);
});

test('a ticket opens one socket', async () => {
  const { post } = await startLonely();
  const opened = await post('/api/apps.connections.open', {}, { authorization: `Bearer ${appToken}` });
  const knock = () =>
    new Promise<number | undefined>((resolve) => {
      const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
      const asked = request(opened.body.url.replace('ws:', 'http:'), { headers });
      asked.on('response', ({ statusCode }) => resolve(statusCode));
      asked.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve(answer.statusCode);
      });
      asked.end();
    });
  expect(await knock()).toBe(101);
  expect(await knock()).toBe(404);
});

test('the eleventh socket is one too many', async () => {
  const { url } = await startLonely();
  for (let number = 1; number <= 10; number++) await connect(url);
  await expect(connect(url, 'eleventh')).rejects.toBeUndefined();
});

test.each([0, 125, 126, 65_535, 65_536])('a frame of %i bytes goes there and back, in any pieces', (size) => {
  const payload = Buffer.alloc(size, 'x');
  const mask = Buffer.from([1, 2, 3, 4]);
  const plain = encodeFrame(opcodes.text, payload);
  const head = Buffer.from(plain.subarray(0, plain.length - size));
  head[1] = (head[1] ?? 0) | 0x80;
  const bytes = Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
  expect(readFrames(bytes).frames).toEqual([{ final: true, opcode: opcodes.text, payload }]);
  expect(readFrames(bytes.subarray(0, bytes.length - 1)).frames).toEqual([]);
  expect(() => readFrames(plain)).toThrow(FrameError);
});
