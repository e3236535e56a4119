import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../src/errors.ts';
import type { Message } from '../../src/flows/messages.ts';
import type { Log, Posting } from '../../src/flows/ports.ts';
import { createNotifier } from '../../src/slack/notifier.ts';
import { createSlackClient } from '../../src/slack/slack-client.ts';
import { startSandbox, token } from '../sandbox/support.ts';
import { fullIncident, now } from './models.ts';

const incidents = 'C0INCIDENT';
const random = 'C0RANDOM';
const bot = 'U0BOTUSER';

const notice: Message = { kind: 'notice', symbol: 'info', lines: ['The trace was fetched.'] };
const posting: Posting = { channel: incidents, threadTs: null, message: notice, deliveryId: 'del_1', mayExist: false };
const upload = {
  channel: incidents,
  threadTs: null,
  name: 'trace-inc_1-1.jsonl',
  title: 'The trace',
  content: new TextEncoder().encode('{"step":1}\n'),
  mayExist: false,
};

async function start(options: Parameters<typeof startSandbox>[1] = {}) {
  const sandbox = await startSandbox(undefined, options);
  const said: { facts: Readonly<Record<string, unknown>>; what: string }[] = [];
  const write = (facts: Readonly<Record<string, unknown>>, what: string) => void said.push({ facts, what });
  const log: Log = { info: write, warn: write, error: write };
  const client = createSlackClient({ botToken: token, apiUrl: `${sandbox.url}/api/`, log });
  const pauses: number[] = [];
  const pause = async (ms: number) => void pauses.push(ms);
  const notifier = createNotifier({ client, log, now: () => new Date(sandbox.time.ms), pause });
  const channel = (id: string) => {
    const found = sandbox.workspace.channels.get(id);
    if (found === undefined) throw new Error(`no channel ${id}`);
    return found;
  };
  const fault = (entry: Record<string, unknown>) => sandbox.post('/_faults', { times: 1, ...entry });
  return { ...sandbox, notifier, said, pauses, channel, fault };
}

/** Does what the outbox does: tries again what may work later, and says that it may have worked. */
async function untilDone<T>(attempt: (mayExist: boolean) => Promise<T>): Promise<{ result: T; problems: AppError[] }> {
  const problems: AppError[] = [];
  for (;;) {
    try {
      return { result: await attempt(problems.length > 0), problems };
    } catch (error) {
      const known = error as AppError;
      if (known.retryable !== true || problems.length > 5) throw error;
      problems.push(known);
      // As the outbox does: not before Slack's time is over.
      await wait(Number(known.details.retryAfterMs ?? 0));
    }
  }
}

const refusal = (word: string) =>
  expect.objectContaining({ code: 'slack.refused', details: expect.objectContaining({ error: word }) });

describe('posting', () => {
  it('says where the message is, and carries the delivery id and nothing else in its metadata', async () => {
    const { notifier, channel } = await start();
    const ref = await notifier.post(posting);
    const [message] = channel(incidents).messages;
    expect(ref).toEqual({ channel: incidents, ts: message?.ts });
    expect(message?.metadata).toEqual({ event_type: 'agent_incident', event_payload: { delivery_id: 'del_1' } });
  });

  it.each([
    ['rate_limited', { retry_after: 1 }, 1000],
    ['server_error', {}, undefined],
    ['reset', {}, undefined],
    ['lost_response', {}, undefined],
    ['error', { error: 'internal_error' }, undefined],
  ])('posts once after %s', async (fault, more, retryAfterMs) => {
    const { notifier, channel, fault: inject } = await start();
    await inject({ method: 'chat.postMessage', fault, ...more });
    const { result, problems } = await untilDone((mayExist) => notifier.post({ ...posting, mayExist }));
    expect(channel(incidents).messages.map(({ ts }) => ts)).toEqual([result.ts]);
    expect(problems.map(({ code, details }) => [code, details.retryAfterMs])).toEqual([
      ['slack.unavailable', retryAfterMs],
    ]);
  });

  it('sends nothing by a method before the time is over that Slack asked for', async () => {
    const { notifier, channel, fault } = await start();
    await fault({ method: 'chat.postMessage', fault: 'rate_limited', retry_after: 60 });
    await expect(notifier.post(posting)).rejects.toMatchObject({ details: { retryAfterMs: 60_000 } });
    const other = notifier.post({ ...posting, deliveryId: 'del_9' });
    await expect(other).rejects.toMatchObject({ code: 'slack.unavailable', retryable: true });
    expect(channel(incidents).messages).toEqual([]);
  });

  it('finds an earlier attempt in a thread and in a direct conversation', async () => {
    const { notifier, channel, fault, workspace } = await start();
    const { ts } = await notifier.post(posting);
    const reply = { ...posting, threadTs: ts, deliveryId: 'del_2' };
    await fault({ method: 'chat.postMessage', fault: 'lost_response', times: 2 });
    await untilDone((mayExist) => notifier.post({ ...reply, mayExist }));
    const { message, deliveryId } = { ...posting, deliveryId: 'del_3' };
    const { result } = await untilDone((mayExist) => notifier.direct('U0RESPOND', { message, deliveryId, mayExist }));
    expect(channel(incidents).messages).toHaveLength(2);
    const direct = [...workspace.channels.values()].filter(({ is_im }) => is_im);
    expect(direct.map(({ id, messages }) => [id, messages.length])).toEqual([[result.channel, 1]]);
  });

  it('does not take the metadata of others for its own', async () => {
    const { notifier, channel, time } = await start();
    const metadata = { event_type: 'agent_incident', event_payload: { delivery_id: 'del_1' } };
    const foreign = {
      type: 'message' as const,
      ts: `${time.ms / 1000}.000001`,
      user: 'U0BYSTAND',
      bot_id: 'B0OTHER',
      text: 'x',
      metadata,
    };
    channel(incidents).messages.push(foreign);
    await notifier.post({ ...posting, mayExist: true });
    expect(channel(incidents).messages).toHaveLength(2);
  });

  it('posts all the same when it may not look for an earlier attempt, and says so', async () => {
    const { notifier, channel, said } = await start({ scopes: ['chat:write'] });
    await notifier.post({ ...posting, mayExist: true });
    expect(channel(incidents).messages).toHaveLength(1);
    expect(said.map(({ facts }) => facts.error)).toContain('missing_scope');
  });

  it('sends plain text where the blocks are refused', async () => {
    const { notifier, channel, fault } = await start();
    await fault({ method: 'chat.postMessage', fault: 'error', error: 'invalid_blocks' });
    const ref = await notifier.post({
      ...posting,
      message: { kind: 'card', incident: fullIncident, now, traceUrl: null },
    });
    const [message] = channel(incidents).messages;
    expect(message?.blocks?.map(({ type }) => type)).toEqual(['section']);
    await notifier.update(ref, { kind: 'card', incident: fullIncident, now, traceUrl: null });
    expect(channel(incidents).messages[0]?.blocks?.[0]?.type).toBe('header');
  });

  it.each(['not_in_channel', 'missing_scope', 'unknown_method'])(
    'says %s in words and does not ask for a retry',
    async (error) => {
      const { notifier, fault } = await start();
      await fault({ method: 'chat.postMessage', fault: 'error', error });
      await expect(notifier.post(posting)).rejects.toEqual(refusal(error));
      await fault({ method: 'chat.update', fault: 'error', error });
      await expect(notifier.update({ channel: incidents, ts: '1.1' }, notice)).rejects.toMatchObject({
        retryable: false,
      });
    },
  );
});

describe('files', () => {
  it.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'are uploaded once when the answer of %s is lost',
    async (method) => {
      const { notifier, channel, fault, workspace } = await start();
      await fault({ method, fault: 'lost_response' });
      const { result } = await untilDone((mayExist) => notifier.upload({ ...upload, mayExist }));
      expect(channel(incidents).messages.flatMap(({ files = [] }) => files.map(({ name }) => name))).toEqual([
        upload.name,
      ]);
      const [file] = [...workspace.files.values()];
      expect(result).toBe(file?.entry.permalink);
      expect(file?.content.toString()).toBe('{"step":1}\n');
    },
  );

  it('go into the thread they are for', async () => {
    const { notifier, channel } = await start();
    const { ts } = await notifier.post(posting);
    await notifier.upload({ ...upload, threadTs: ts });
    expect(channel(incidents).messages[1]).toMatchObject({ thread_ts: ts, files: [{ title: 'The trace' }] });
  });
});

describe('channels', () => {
  it('are joined when they are public, and refused otherwise, without throwing', async () => {
    const { notifier, channel, fault, pauses } = await start();
    expect(await notifier.canPost(incidents)).toBe(true);
    await fault({ method: 'conversations.info', fault: 'rate_limited', retry_after: 60 });
    expect(await notifier.canPost(random)).toBe(true);
    expect(pauses).toEqual([3000]);
    expect(channel(random).members).toContain(bot);
    expect(await notifier.canPost('C0NOWHERE')).toBe(false);
    channel(random).is_archived = true;
    expect(await notifier.canPost(random)).toBe(false);
    await fault({ method: 'conversations.info', fault: 'server_error', times: 9 });
    expect(await notifier.canPost(incidents)).toBe(false);
  });

  it('are created once when the answer is lost, with their topic', async () => {
    const { notifier, channel, fault, workspace } = await start();
    await fault({ method: 'conversations.create', fault: 'lost_response' });
    const { result } = await untilDone(() => notifier.createChannel('inc-12', 'Incident 12'));
    expect([...workspace.channels.values()].filter(({ name }) => name.startsWith('inc-'))).toHaveLength(1);
    expect(channel(result)).toMatchObject({ name: 'inc-12', topic: 'Incident 12' });
  });

  it('get another name when somebody else has it', async () => {
    const { notifier, channel } = await start();
    expect(channel(await notifier.createChannel('random', 'x')).name).toBe('random-2');
    expect(channel(await notifier.createChannel('random', 'x')).name).toBe('random-2');
  });

  it('keep going without a topic', async () => {
    const { notifier, fault, said } = await start();
    await fault({ method: 'conversations.setTopic', fault: 'error', error: 'missing_scope' });
    expect(await notifier.createChannel('inc-13', 'x')).toMatch(/^C/);
    expect(said.map(({ what }) => what)).toContain('topic not set');
  });
});

describe('extras', () => {
  it('are done once however often they are asked for', async () => {
    const { notifier, channel } = await start();
    const ref = await notifier.post(posting);
    for (let twice = 0; twice < 2; twice += 1) {
      await notifier.pin(ref);
      await notifier.bookmark(incidents, 'Trace', 'https://traces.example/1');
      await notifier.invite(incidents, ['U0BYSTAND', bot]);
      await notifier.invite(incidents, ['U0BYSTAND']);
    }
    expect(channel(incidents)).toMatchObject({ pins: [ref.ts], bookmarks: [{ title: 'Trace' }] });
    expect(await notifier.permalink(ref)).toContain(ref.ts.replace('.', ''));
    expect(await notifier.permalink({ ...ref, ts: '1.000001' })).toBeNull();
  });

  it.each([
    ['pins.add', (notifier: ReturnType<typeof createNotifier>) => notifier.pin({ channel: incidents, ts: '1.1' })],
    [
      'bookmarks.add',
      (notifier: ReturnType<typeof createNotifier>) => notifier.bookmark(incidents, 'a', 'https://b.example/'),
    ],
    ['usergroups.users.list', (notifier: ReturnType<typeof createNotifier>) => notifier.listGroup('S0ONCALL')],
    ['conversations.create', (notifier: ReturnType<typeof createNotifier>) => notifier.createChannel('inc-1', 'x')],
    ['files.getUploadURLExternal', (notifier: ReturnType<typeof createNotifier>) => notifier.upload(upload)],
  ])('%s that is not there is refused, not retried', async (method, run) => {
    const { notifier, fault } = await start();
    await fault({ method, fault: 'error', error: 'missing_scope' });
    await expect(run(notifier)).rejects.toMatchObject({
      code: 'slack.refused',
      retryable: false,
      details: { error: 'missing_scope' },
    });
  });

  it('know the members of a group and the names of people', async () => {
    const { notifier, fault } = await start();
    expect(await notifier.listGroup('S0ONCALL')).toContain('U0RESPOND');
    expect(await notifier.userName('U0RESPOND')).toBe('riley');
    await fault({ method: 'users.info', fault: 'error', error: 'missing_scope' });
    expect(await notifier.userName('U0RESPOND')).toBe('U0RESPOND');
  });

  it('publish the home of a person', async () => {
    const { notifier, workspace } = await start();
    await notifier.publishHome('U0RESPOND', { incidents: [], overdue: [], now });
    expect(workspace.homes.has('U0RESPOND')).toBe(true);
  });
});
