import { z } from 'zod';
import type { Config } from '../../config.ts';
import { explain } from './check-slack.ts';
import { type Finding, fine, misconfigured, warning } from './finding.ts';
import type { SlackProbe } from './slack-probe.ts';

const ChannelInfo = z.looseObject({
  channel: z.looseObject({
    name: z.string().catch('?'),
    is_member: z.boolean().catch(false),
    is_archived: z.boolean().catch(false),
    is_private: z.boolean().catch(false),
  }),
});

/** Can the bot speak where it is told to? `scopes` null: unknown. */
export async function checkChannels(
  probe: SlackProbe,
  { channels }: Config,
  scopes: ReadonlySet<string> | null,
): Promise<Finding[]> {
  const configured = [
    { variable: 'INCIDENT_CHANNEL', id: channels.incidents, without: 'incidents stay where they were asked for' },
    { variable: 'STAKEHOLDER_CHANNEL', id: channels.stakeholders, without: 'status updates go nowhere' },
  ];
  return await Promise.all(
    configured.map(({ variable, id, without }) =>
      id === null
        ? fine(variable, `not set; ${without}`)
        : checkChannel(probe, variable, id, scopes?.has('channels:join') ?? true),
    ),
  );
}

async function checkChannel(probe: SlackProbe, variable: string, id: string, mayJoin: boolean): Promise<Finding> {
  const answer = await probe.call('conversations.info', { channel: id });
  if (answer.kind === 'refused' && answer.error === 'missing_scope') {
    return warning(variable, `${id} cannot be looked up`, 'Grant channels:read and groups:read.');
  }
  if (answer.kind === 'refused' && answer.error === 'channel_not_found') {
    const fix = 'Correct the id, or invite the bot into it if it is private.';
    return misconfigured(variable, `${id} is not there, or private without the bot`, fix);
  }
  if (answer.kind !== 'answer') return explain(variable, answer, `Correct ${variable}.`);
  const info = ChannelInfo.safeParse(answer.body);
  if (!info.success) return warning(variable, `Slack told nothing about ${id}`, 'Run this again.');
  const { name, is_member: isMember, is_archived: isArchived, is_private: isPrivate } = info.data.channel;
  if (isArchived) return misconfigured(variable, `#${name} is archived`, 'Unarchive it, or name another channel.');
  if (isMember) return fine(variable, `#${name}, with the bot in it`);
  if (!isPrivate && mayJoin) return fine(variable, `#${name}; the bot joins it when it has something to say`);
  return warning(variable, `#${name} is there, but the bot is not in it`, 'Invite it: /invite @ and its name.');
}
