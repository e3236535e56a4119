import { z } from 'zod';
import type { Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { Channel } from '../workspace.ts';

/**
 * The bot scope a method needs, null for none. `a|b` is satisfied by either; where the scope depends on the kind of
 * channel it is worked out from the arguments, and several may be needed at once.
 */
export type Scope = string | null | ((core: Core, args: Readonly<Record<string, unknown>>) => readonly string[]);

/** One Web API method. */
export interface Method {
  scope: Scope;
  /** Is it called with the token of the app (Socket Mode) instead of the bot's? */
  forApp?: boolean;
  /** @throws SlackFailure in Slack's words. */
  run(core: Core, args: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Binds a schema of arguments to what the method does with them. Unknown arguments are ignored, as Slack does. */
export function method<Shape extends z.ZodRawShape>(
  scope: Scope,
  shape: Shape,
  run: (core: Core, args: z.infer<z.ZodObject<Shape>>) => Record<string, unknown>,
): Method {
  const schema = z.object(shape);
  return {
    scope,
    run(core, args) {
      const parsed = schema.safeParse(args);
      if (parsed.success) return run(core, parsed.data);
      const messages = parsed.error.issues.map(
        (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.map(String).join('/')}]`,
      );
      throw new SlackFailure('invalid_arguments', { response_metadata: { messages } });
    },
  };
}

/** The scopes of one call, each a list of alternatives joined by `|`. */
export function scopesOf({ scope }: Method, core: Core, args: Readonly<Record<string, unknown>>): readonly string[] {
  if (scope === null) return [];
  return typeof scope === 'string' ? [scope] : scope(core, args);
}

/** A scope that differs for public channels, private ones and direct messages. */
export function byKind(open: string, closed: string, direct: string): Scope {
  return ({ workspace }, { channel }) => {
    const found = workspace.channels.get(String(channel));
    if (found?.is_im) return [direct];
    return [found?.is_private ? closed : open];
  };
}

/** Form bodies carry objects and lists as JSON text. */
export function json<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }, schema);
}

/** `true`, `"true"`, `1` and `"1"` are true. */
export const flag = z.preprocess(
  (value) => value === true || value === 'true' || value === 1 || value === '1',
  z.boolean(),
);
export const count = z.coerce.number().int();
export const text = z.string();

/** @throws SlackFailure `channel_not_found`; people who are not in a private channel must not learn of it. */
export function findChannel(core: Core, channel: string): Channel {
  const { channels } = core.workspace;
  const named = channel.startsWith('#') ? [...channels.values()].find(({ name }) => `#${name}` === channel) : undefined;
  const found = channels.get(channel) ?? named;
  if (found === undefined) throw new SlackFailure('channel_not_found');
  return found;
}

/** @throws SlackFailure `channel_not_found` (also for private channels the bot is not in) or `not_in_channel`. */
export function findOwnChannel(core: Core, channel: string): Channel {
  const found = findChannel(core, channel);
  if (found.members.includes(core.workspace.app.botUser)) return found;
  throw new SlackFailure(found.is_private ? 'channel_not_found' : 'not_in_channel');
}

/** A channel of the bot that can still be written to. @throws SlackFailure `is_archived` and as findOwnChannel. */
export function findOpenChannel(core: Core, channel: string): Channel {
  const found = findOwnChannel(core, channel);
  if (found.is_archived) throw new SlackFailure('is_archived');
  return found;
}

/** @throws SlackFailure `user_not_found` */
export function findUser(core: Core, user: string) {
  const found = core.workspace.users.get(user);
  if (found === undefined) throw new SlackFailure('user_not_found');
  return found;
}

/** One page of a list, with Slack's cursor. */
export function page<T>(entries: readonly T[], limit: number | undefined, cursor: string | undefined) {
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(start) || start < 0) throw new SlackFailure('invalid_cursor');
  const end = start + Math.min(Math.max(limit ?? 100, 1), 1000);
  const more = end < entries.length;
  const next_cursor = more ? Buffer.from(String(end)).toString('base64url') : '';
  return { entries: entries.slice(start, end), has_more: more, response_metadata: { next_cursor } };
}
