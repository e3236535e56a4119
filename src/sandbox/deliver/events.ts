import type { Core } from '../core.ts';
import { post } from './post.ts';
import type { Reply } from './reply.ts';

/**
 * Hands an event to the bot if it subscribed to it, with up to three retries;
 * https://docs.slack.dev/apis/events-api#retries
 */
export async function deliverEvent(core: Core, event: Readonly<Record<string, unknown>>): Promise<void> {
  if (core.events !== null && !core.events.has(subscriptionOf(event))) return;
  const { team, app } = core.workspace;
  const authorization = { enterprise_id: null, team_id: team.id, user_id: app.botUser, is_bot: true };
  const payload = {
    token: 'sandbox-verification-token',
    team_id: team.id,
    api_app_id: app.id,
    type: 'event_callback',
    event_id: core.newId('Ev'),
    event_time: Math.floor(core.clock.now() / 1000),
    is_ext_shared_channel: false,
    authorizations: [{ ...authorization, is_enterprise_install: false }],
    event,
  };
  let reply = await post(core, { kind: 'event', payload });
  for (const [index, pause] of core.timing.eventRetryMs.entries()) {
    const reason = whyRetry(reply);
    if (reason === null || core.stopping.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, pause).unref());
    reply = await post(core, { kind: 'event', payload, retry: { number: index + 1, reason } });
  }
}

/** The name in a manifest's `bot_events`: messages are subscribed to by the kind of their channel. */
function subscriptionOf(event: Readonly<Record<string, unknown>>): string {
  const kinds: Readonly<Record<string, string>> = { channel: 'channels', group: 'groups', im: 'im' };
  return event.type === 'message' ? `message.${kinds[String(event.channel_type)]}` : String(event.type);
}

/** Slack's word for what went wrong, or null when the event was acknowledged. */
function whyRetry(reply: Reply): string | null {
  if (reply.kind === 'timeout') return 'http_timeout';
  if (reply.kind === 'failed') return 'connection_failed';
  if (reply.noRetry === true) return null;
  return reply.status >= 200 && reply.status < 300 ? null : 'http_error';
}

/** Asks the bot to prove that the address is its own; true when it echoes the challenge. */
export async function verifyUrl(core: Core): Promise<boolean> {
  const challenge = core.newId('challenge');
  const payload = { token: 'sandbox-verification-token', challenge, type: 'url_verification' };
  const reply = await post(core, { kind: 'event', payload });
  return reply.kind === 'answered' && reply.status === 200 && reply.body.includes(challenge);
}
