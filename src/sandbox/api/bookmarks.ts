import { z } from 'zod';
import { SlackFailure } from '../failure.ts';
import { findOpenChannel, findOwnChannel, type Method, method, text } from './method.ts';

const maxBookmarks = 100;

/** Links at the top of a channel: https://docs.slack.dev/reference/methods?family=bookmarks */
export const bookmarkMethods: Readonly<Record<string, Method>> = {
  'bookmarks.add': method(
    'bookmarks:write',
    { channel_id: text, title: z.string().min(1), type: text, link: text.optional(), emoji: text.optional() },
    (core, args) => {
      const channel = findOpenChannel(core, args.channel_id);
      if (args.type !== 'link') throw new SlackFailure('invalid_bookmark_type');
      const link = args.link ?? '';
      if (!/^https?:\/\//.test(link)) throw new SlackFailure('invalid_link');
      if (channel.bookmarks.length >= maxBookmarks) throw new SlackFailure('too_many_bookmarks');
      const bookmark = { id: core.newId('Bk'), title: args.title, link, type: 'link' as const };
      channel.bookmarks.push(bookmark);
      core.changed();
      return { bookmark: { ...bookmark, channel_id: channel.id } };
    },
  ),
  'bookmarks.list': method('bookmarks:read', { channel_id: text }, (core, args) => {
    const channel = findOwnChannel(core, args.channel_id);
    return { bookmarks: channel.bookmarks.map((bookmark) => ({ ...bookmark, channel_id: channel.id })) };
  }),
};
