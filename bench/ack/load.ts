import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

/** One slash command as Slack sends it, signed. */
export interface SignedCommand {
  body: string;
  headers: Record<string, string>;
}

export function signCommand(secret: string, fields: Readonly<Record<string, string>>): SignedCommand {
  const body = new URLSearchParams(fields).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  };
  return { body, headers };
}

export interface Target {
  name: string;
  /** The address that takes commands. */
  url: string;
  agent: Agent;
}

export function createTarget(name: string, url: string): Target {
  return { name, url, agent: new Agent({ keepAlive: true, maxSockets: 1_000 }) };
}

/**
 * Sends all commands at once. Resolves to the milliseconds from sending to the end of each acknowledgement, in order.
 *
 * @throws Error when one is not acknowledged with 200.
 */
export async function fireAtOnce({ url, agent }: Target, commands: readonly SignedCommand[]): Promise<number[]> {
  return await Promise.all(
    commands.map(
      ({ body, headers }) =>
        new Promise<number>((resolve, reject) => {
          const sentAt = performance.now();
          const sending = request(url, { method: 'POST', agent, headers }, (response) => {
            response.on('error', reject);
            response.on('end', () => {
              if (response.statusCode === 200) resolve(performance.now() - sentAt);
              else reject(new Error(`${url} answered ${response.statusCode}`));
            });
            response.resume();
          });
          sending.on('error', reject);
          sending.end(body);
        }),
    ),
  );
}
