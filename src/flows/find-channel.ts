import type { Parts } from './parts.ts';

/** Where the bot can speak of an incident: where it was asked, else the incident channel; null when nowhere. */
export async function findChannel(
  { notifier, config }: Pick<Parts, 'notifier' | 'config'>,
  askedIn: string | null,
): Promise<string | null> {
  for (const channel of [askedIn, config.channels.incidents]) {
    if (channel !== null && (await notifier.canPost(channel))) return channel;
  }
  return null;
}
