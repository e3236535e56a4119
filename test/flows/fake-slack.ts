import { AppError } from '../../src/errors.ts';
import type { Message } from '../../src/flows/messages.ts';
import type { MessageRef, Notifier, Upload } from '../../src/flows/ports.ts';

interface Posted extends MessageRef {
  threadTs: string | null;
  deliveryId: string;
  message: Message;
  updates: number;
}

/** A Slack in memory: what was posted, uploaded and asked for, and the troubles a test gives it. */
export interface FakeSlack extends Notifier {
  posted: Posted[];
  uploads: Upload[];
  calls: string[];
  /** Channels the bot can post in. */
  open: Set<string>;
  groups: Map<string, string[]>;
  /** The next call of this name answers with the error, after it took effect when `late` is set. */
  fail(name: string, error: AppError, late?: boolean): void;
  latest(deliveryId: string): Message | undefined;
}

export function unavailable(): AppError {
  return new AppError('slack.unavailable', 'Slack did not answer.', { retryable: true, details: { retryAfterMs: 1 } });
}

export function refusedBySlack(error: string): AppError {
  return new AppError('slack.refused', `Slack refused it: ${error}.`, { details: { error } });
}

export function createFakeSlack(): FakeSlack {
  const posted: Posted[] = [];
  const uploads: Upload[] = [];
  const calls: string[] = [];
  const failures: { name: string; error: AppError; late: boolean }[] = [];
  let clock = 1_790_000_000;

  const attempt = <T>(name: string, run: () => T): T => {
    calls.push(name);
    const at = failures.findIndex((failure) => failure.name === name);
    const failure = at < 0 ? undefined : failures.splice(at, 1)[0];
    if (failure !== undefined && !failure.late) throw failure.error;
    const result = run();
    if (failure !== undefined) throw failure.error;
    return result;
  };
  const add = (channel: string, threadTs: string | null, deliveryId: string, message: Message): MessageRef => {
    clock += 1;
    const ts = `${clock}.000100`;
    posted.push({ channel, ts, threadTs, deliveryId, message, updates: 0 });
    return { channel, ts };
  };

  return {
    posted,
    uploads,
    calls,
    open: new Set(['C0ONE', 'C0INCIDENT', 'C0STAKE']),
    groups: new Map(),
    fail: (name, error, late = false) => failures.push({ name, error, late }),
    latest: (deliveryId) => posted.findLast((each) => each.deliveryId === deliveryId)?.message,
    post: async ({ channel, threadTs, message, deliveryId, mayExist }) =>
      attempt('post', () => {
        const known = mayExist ? posted.find((each) => each.deliveryId === deliveryId) : undefined;
        return known ?? add(channel, threadTs, deliveryId, message);
      }),
    update: async ({ channel, ts }, message) =>
      attempt('update', () => {
        const known = posted.find((each) => each.channel === channel && each.ts === ts);
        if (known === undefined) throw refusedBySlack('message_not_found');
        known.message = message;
        known.updates += 1;
      }),
    direct: async (user, { message, deliveryId, mayExist }) =>
      attempt('direct', () => {
        const known = mayExist ? posted.find((each) => each.deliveryId === deliveryId) : undefined;
        return known ?? add(`D${user}`, null, deliveryId, message);
      }),
    upload: async (upload) =>
      attempt('upload', () => {
        if (!upload.mayExist || !uploads.some(({ name }) => name === upload.name)) uploads.push(upload);
        return `https://slack.example/files/${upload.name}`;
      }),
    permalink: async ({ channel, ts }) => `https://slack.example/${channel}/${ts}`,
    canPost(channel) {
      return Promise.resolve(this.open.has(channel));
    },
    createChannel: async (name) => attempt('createChannel', () => `C${name.toUpperCase().replaceAll('-', '')}`),
    invite: async () => attempt('invite', () => undefined),
    pin: async () => attempt('pin', () => undefined),
    bookmark: async () => attempt('bookmark', () => undefined),
    listGroup(group) {
      return Promise.resolve(this.groups.get(group) ?? []);
    },
    userName: async (user) => `Name of ${user}`,
    publishHome: async () => attempt('publishHome', () => undefined),
  };
}
