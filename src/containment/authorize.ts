import { AppError } from '../errors.ts';

export interface AuthorizerOptions {
  /** Slack user ids that may always act. */
  users: readonly string[];
  /** Slack user group ids whose members may act. */
  groups: readonly string[];
  /** Members of a user group, by Slack user id; throws when Slack does not tell. */
  listGroup(group: string): Promise<readonly string[]>;
  /** How long members are believed without asking again, in milliseconds; a minute unless told. */
  ttlMs?: number;
  now(): Date;
}

/** `message` is for the person who asked, and says the way out. */
export type Permission =
  | { allowed: true }
  | { allowed: false; why: 'not-configured' | 'not-responder' | 'unavailable'; message: string };

export interface Authorizer {
  /** May this person contain an agent? Nobody may unless configured. Never throws. */
  check(userId: string): Promise<Permission>;
  /**
   * Everybody who may, by Slack user id.
   *
   * @throws AppError `containment.responders-unavailable` (retryable) when a group cannot be read.
   */
  responders(): Promise<string[]>;
}

const notConfigured =
  'No responders are configured, so nobody may do this. Set RESPONDERS to Slack user ids or RESPONDER_GROUPS to user group ids, and restart the bot.';
const notResponder =
  'Only responders may do this. Ask one of them, or have your id added to RESPONDERS or to a group of RESPONDER_GROUPS.';
const unavailable =
  'Slack does not say who is in the responder group, so this is refused to be safe. Try again in a moment, or ask somebody listed in RESPONDERS.';

/** Decides who may press the buttons that act on agents. A group that cannot be read admits nobody. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { listGroup, now, ttlMs = 60_000 } = options;
  const users = new Set(options.users);
  const groups = [...new Set(options.groups)];
  const known = new Map<string, { members: ReadonlySet<string>; until: number }>();
  const reading = new Map<string, Promise<ReadonlySet<string>>>();

  const read = async (group: string): Promise<ReadonlySet<string>> => {
    const askedAt = now().getTime();
    const members = new Set(await listGroup(group));
    known.set(group, { members, until: askedAt + ttlMs });
    return members;
  };

  /** Clicks that come at once ask once. */
  const membersOf = (group: string): Promise<ReadonlySet<string>> => {
    const cached = known.get(group);
    if (cached !== undefined && now().getTime() < cached.until) return Promise.resolve(cached.members);
    let answer = reading.get(group);
    if (answer === undefined) {
      answer = read(group).finally(() => reading.delete(group));
      reading.set(group, answer);
    }
    return answer;
  };

  return {
    async check(userId) {
      if (users.size === 0 && groups.length === 0)
        return { allowed: false, why: 'not-configured', message: notConfigured };
      if (users.has(userId)) return { allowed: true };
      const answers = await Promise.allSettled(groups.map(membersOf));
      const isMember = answers.some((answer) => answer.status === 'fulfilled' && answer.value.has(userId));
      if (isMember) return { allowed: true };
      const isUnclear = answers.some(({ status }) => status === 'rejected');
      if (isUnclear) return { allowed: false, why: 'unavailable', message: unavailable };
      return { allowed: false, why: 'not-responder', message: notResponder };
    },
    async responders() {
      try {
        const members = await Promise.all(groups.map(membersOf));
        return [...new Set([...users, ...members.flatMap((each) => [...each])])];
      } catch (cause) {
        const message =
          'Slack does not say who is in a responder group. Check RESPONDER_GROUPS and the scope usergroups:read.';
        throw new AppError('containment.responders-unavailable', message, { cause, retryable: true });
      }
    },
  };
}
