import { newResponseUrl, say } from '../api/response-url.ts';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel } from '../workspace.ts';
import { newTrigger, post } from './post.ts';
import type { Reply } from './reply.ts';

/**
 * Types a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands
 *
 * @throws SlackFailure `unknown_command` when the manifest has no such command.
 */
export async function deliverCommand(
  core: Core,
  { user, channel, command, text }: { user: string; channel: Channel; command: string; text: string },
): Promise<Reply> {
  const { team, app, users } = core.workspace;
  if (core.knownCommandsOnly && !core.surface.commands.some((known) => known.command === command)) {
    core.notice(user, channel.id, `${command} is not a valid command.`);
    throw new SlackFailure('unknown_command');
  }
  const payload = {
    token: 'sandbox-verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.is_im ? 'directmessage' : channel.is_private ? 'privategroup' : channel.name,
    user_id: user,
    user_name: users.get(user)?.name ?? '',
    command,
    text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(core, { channel: channel.id, user, messageTs: null, threadTs: null }),
    trigger_id: newTrigger(core, user),
  };
  const reply = await post(core, { kind: 'command', payload });
  const problem = explain(reply);
  if (problem !== null) core.notice(user, channel.id, `${command} failed ${problem}`);
  else if (reply.kind === 'answered' && reply.body.trim() !== '') sayAnswer(core, user, channel, reply.body);
  return reply;
}

function explain(reply: Reply): string | null {
  if (reply.kind === 'timeout') return 'because the app did not respond. (operation_timeout)';
  if (reply.kind === 'failed') return 'because the app did not respond. (dispatch_failed)';
  return reply.status === 200 ? null : `with the error "dispatch_failed" (HTTP ${reply.status}).`;
}

/** An acknowledgement may carry a message, as JSON or as plain text. */
function sayAnswer(core: Core, user: string, channel: Channel, body: string): void {
  const target = { channel: channel.id, user, messageTs: null, threadTs: null };
  try {
    say(core, target, body.trimStart().startsWith('{') ? JSON.parse(body) : { text: body });
  } catch (error) {
    const code = error instanceof SlackFailure ? error.code : 'invalid_payload';
    core.notice(user, channel.id, `The answer of the app could not be shown. (${code})`);
  }
}
