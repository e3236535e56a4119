import type { Core } from '../core.ts';
import { post, type Reply } from './post.ts';

/** Hands an event to the bot, with up to three retries; https://docs.slack.dev/apis/events-api#retries */
export async function deliverEvent(core: Core, event: Readonly<Record<string, unknown>>): Promise<void> {
  const { team, app } = core.workspace;
  const seconds = Math.floor(core.clock.now() / 1000);
  const authorization = { enterprise_id: null, team_id: team.id, user_id: app.botUser, is_bot: true };
  const payload = {
    token: 'sandbox-verification-token',
    team_id: team.id,
    api_app_id: app.id,
    type: 'event_callback',
    event_id: core.newId('Ev'),
    event_time: seconds,
    is_ext_shared_channel: false,
    authorizations: [{ ...authorization, is_enterprise_install: false }],
    event,
  };
  const body = JSON.stringify(payload);
  let reply = await post(core, 'event', body, payload);
  for (const [index, pause] of core.timing.eventRetryMs.entries()) {
    const reason = whyRetry(reply);
    if (reason === null || core.stopping.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, pause).unref());
    const headers = { 'x-slack-retry-num': String(index + 1), 'x-slack-retry-reason': reason };
    reply = await post(core, 'event', body, payload, headers);
  }
}

/** Slack's word for what went wrong, or null when the event was acknowledged. */
function whyRetry(reply: Reply): string | null {
  if (reply.kind === 'timeout') return 'http_timeout';
  if (reply.kind === 'failed') return 'connection_failed';
  return reply.status >= 200 && reply.status < 300 ? null : 'http_error';
}

/** Asks the bot to prove that the address is its own; true when it echoes the challenge. */
export async function verifyUrl(core: Core): Promise<boolean> {
  const challenge = core.newId('challenge');
  const payload = { token: 'sandbox-verification-token', challenge, type: 'url_verification' };
  const reply = await post(core, 'event', JSON.stringify(payload), payload);
  return reply.kind === 'answered' && reply.status === 200 && reply.body.includes(challenge);
}
