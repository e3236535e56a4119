import { setTimeout as wait } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Log, MessageRef, Notifier, Posting } from '../flows/ports.ts';
import { buildAppHome } from './blocks/incident-list.ts';
import { createChannel } from './notifier/create-channel.ts';
import { findPosted } from './notifier/find-posted.ts';
import { postMessage, updateMessage } from './notifier/post-message.ts';
import { findUploaded, uploadFile } from './notifier/upload-file.ts';
import { renderMessage } from './render-message.ts';
import { refusalOf, toSlackError } from './slack-errors.ts';

export interface NotifierOptions {
  client: WebClient;
  log: Log;
  now: () => Date;
  /** Waits that many milliseconds; a test need not. */
  pause?: (ms: number) => Promise<unknown>;
}

interface Identity {
  user: string | null;
  bot: string | null;
}

/** How far back an earlier attempt is looked for. */
const lookBackMs = 7 * 86_400_000;

/** A passing trouble must not send an incident to another channel. */
const canPostTries = 3;
const mostPauseMs = 3000;

/** Slack takes up to 100 people in one invitation. */
const perInvitation = 100;

/** What the bot does in Slack: each call is made once, and what went wrong is said as an AppError. */
export function createNotifier({ client, log, now, pause = wait }: NotifierOptions): Notifier {
  const whoAmI = rememberIdentity(client);

  /** Makes a call; a refusal with one of the words in `fine` means that it is so already. */
  async function call<T>(method: string, run: () => Promise<T>, fine: readonly string[] = []): Promise<T | null> {
    try {
      return await run();
    } catch (error) {
      const known = toSlackError(error, method);
      if (fine.includes(refusalOf(known) ?? '')) return null;
      throw known;
    }
  }

  /** Looking is impossible without the right scopes: then a second message is better than none. */
  async function lookUp<T>(what: string, look: () => Promise<T>): Promise<T | undefined> {
    try {
      return await look();
    } catch (error) {
      if (refusalOf(error) === null) throw error;
      log.warn({ error: refusalOf(error) }, `cannot look for an earlier ${what}, sending it again`);
      return undefined;
    }
  }

  async function post(posting: Posting): Promise<MessageRef> {
    const { channel, threadTs, deliveryId, mayExist } = posting;
    if (mayExist) {
      const botId = (await whoAmI()).bot;
      const oldest = Math.floor((now().getTime() - lookBackMs) / 1000);
      const sought = { channel, threadTs, deliveryId, botId, oldest };
      const found = await lookUp('message', () => findPosted(client, sought));
      if (found) return found;
    }
    return postMessage(client, log, { channel, threadTs, deliveryId, built: renderMessage(posting.message) });
  }

  return {
    post,
    update: (ref, message) => updateMessage(client, log, ref, renderMessage(message)),
    async direct(user, posting) {
      // A first attempt may go to the person by id; to look for an earlier one, the conversation must be known.
      const opened = posting.mayExist
        ? await lookUp('message', async () => {
            const answer = await call('conversations.open', () => client.conversations.open({ users: user }));
            return answer?.channel?.id;
          })
        : undefined;
      const mayExist = opened !== undefined;
      return post({ ...posting, mayExist, channel: opened ?? user, threadTs: null });
    },
    async upload({ mayExist, ...upload }) {
      const { channel, name } = upload;
      const found = mayExist ? await lookUp('file', () => findUploaded(client, channel, name)) : undefined;
      return found === undefined ? uploadFile(client, upload) : found;
    },
    async permalink({ channel, ts }) {
      const gone = ['message_not_found', 'channel_not_found'];
      const ask = () => client.chat.getPermalink({ channel, message_ts: ts });
      return (await call('chat.getPermalink', ask, gone))?.permalink ?? null;
    },
    async canPost(channel) {
      for (let triesLeft = canPostTries - 1; ; triesLeft -= 1) {
        try {
          return await isOpen(client, channel);
        } catch (error) {
          const known = toSlackError(error, 'conversations.join');
          if (!known.retryable || triesLeft === 0) {
            log.info({ channel, problem: known.message }, 'cannot post there');
            return false;
          }
          await pause(Math.min(Number(known.details.retryAfterMs ?? 500), mostPauseMs));
        }
      }
    },
    async createChannel(name, topic) {
      return createChannel(client, log, { name, topic, self: (await whoAmI()).user });
    },
    async invite(channel, users) {
      for (let at = 0; at < users.length; at += perInvitation) {
        const some = users.slice(at, at + perInvitation).join(',');
        const ask = () => client.conversations.invite({ channel, users: some, force: true });
        await call('conversations.invite', ask, ['already_in_channel', 'cant_invite_self']);
      }
    },
    async pin({ channel, ts }) {
      await call('pins.add', () => client.pins.add({ channel, timestamp: ts }), ['already_pinned']);
    },
    async bookmark(channel, title, url) {
      const list = await lookUp('bookmark', async () =>
        call('bookmarks.list', () => client.bookmarks.list({ channel_id: channel })),
      );
      if (list?.bookmarks?.some((bookmark) => bookmark.link === url && bookmark.title === title)) return;
      await call('bookmarks.add', () => client.bookmarks.add({ channel_id: channel, title, type: 'link', link: url }));
    },
    async listGroup(group) {
      const answer = await call('usergroups.users.list', () => client.usergroups.users.list({ usergroup: group }));
      return answer?.users ?? [];
    },
    async userName(user) {
      const { user: found } = await client.users.info({ user }).catch(() => ({ user: undefined }));
      return found?.profile?.display_name || found?.real_name || found?.name || user;
    },
    async publishHome(user, listing) {
      await call('views.publish', () => client.views.publish({ user_id: user, view: buildAppHome(listing) }));
    },
  };
}

/** Is the bot in the channel, after joining it where it may? @throws what the client throws */
async function isOpen(client: WebClient, channel: string): Promise<boolean> {
  const { channel: found } = await client.conversations.info({ channel });
  if (found?.is_archived === true) return false;
  if (found?.is_member === true || found?.is_im === true) return true;
  await client.conversations.join({ channel });
  return true;
}

/** Who the bot is, asked once; asked again only after a failure. Unknown is null: then less can be told apart. */
function rememberIdentity(client: WebClient): () => Promise<Identity> {
  let known: Identity | null = null;
  return async () => {
    if (known !== null) return known;
    const answer = await client.auth.test().catch((error: unknown) => {
      throw toSlackError(error, 'auth.test');
    });
    known = { user: answer.user_id ?? null, bot: answer.bot_id ?? null };
    return known;
  };
}
