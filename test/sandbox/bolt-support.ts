import { createServer } from 'node:net';
import { App, LogLevel } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/sandbox/clock.ts';
import type { SandboxOptions } from '../../src/sandbox/create-sandbox.ts';
import { secret, startSandbox, token } from './support.ts';

export const appToken = 'xapp-test';

/** A sandbox and a real Bolt app that speak to each other over HTTP, or over a socket. */
export async function startBolt(
  register: (app: App) => void,
  {
    socketMode = false,
    start = true,
    ...options
  }: Partial<SandboxOptions> & { socketMode?: boolean; start?: boolean } = {},
) {
  const port = await freePort();
  const sandbox = await startSandbox(`http://127.0.0.1:${port}/slack/events`, {
    clock: systemClock,
    appToken,
    timing: { ackTimeoutMs: 3_000, eventRetryMs: [0, 200, 400] },
    ...options,
  });
  const app = new App({
    token,
    signingSecret: secret,
    tokenVerificationEnabled: true,
    ...(socketMode ? { socketMode, appToken } : {}),
    clientOptions: { slackApiUrl: `${sandbox.url}/api/`, retryConfig: { retries: 0 } },
    logLevel: LogLevel.ERROR,
  });
  register(app);
  onTestFinished(async () => {
    await app.stop();
  });
  const begin = () => app.start(port);
  if (start) await begin();
  return { ...sandbox, app, client: app.client, begin };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A promise and the function that fulfils it. */
export function expected<T>() {
  let settle: (value: T) => void = () => {};
  const value = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { value, settle };
}
