import { createHmac } from 'node:crypto';

/**
 * Signs a request to the bot the way Slack does.
 *
 * @returns the two headers; https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signRequest(secret: string, body: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}
