import { describe, expect, it } from 'vitest';
import { bystander, command, incidents, responder, startBot } from './bot.ts';
import { cardMessage, eventually, show, shown } from './bot-actions.ts';

describe('events', () => {
  it('are recorded before they are acknowledged, once, and sent again when that failed', async () => {
    const bot = await startBot();
    bot.state.failing = true;
    const { ts } = await bot.act('message', { user: responder, channel: incidents, text: '<@U0BOTUSER> ses_abc123' });
    await eventually(() => expect(bot.said.some(({ what }) => what.includes('could not be recorded'))).toBe(true));
    bot.state.failing = false;
    await eventually(() => expect(bot.rows).toHaveLength(1));
    await bot.work();
    expect(bot.asked('openIncident')).toMatchObject([{ sessionId: 'ses_abc123', channel: incidents, by: responder }]);
    const replies = bot.channel(incidents).messages.filter(({ thread_ts }) => thread_ts === ts);
    expect(replies.map(({ user }) => user)).toEqual(['U0BOTUSER']);
  });

  it('answer a mention in its thread, for everybody there', async () => {
    const bot = await startBot();
    const { ts } = await bot.act('message', { user: responder, channel: incidents, text: '<@U0BOTUSER> help' });
    await eventually(() => expect(bot.rows).toHaveLength(1));
    await bot.work(2);
    const replies = bot.channel(incidents).messages.filter(({ thread_ts }) => thread_ts === ts);
    expect(replies.map((message) => JSON.stringify(message).includes(`${command} list`))).toEqual([true]);
  });

  it('put a marked message into the timeline and take it out again, whatever the order', async () => {
    const bot = await startBot();
    const parent = await show(bot, cardMessage);
    const message = { user: bystander, channel: incidents, text: 'Payments are off.', thread_ts: parent };
    const { ts } = await bot.act('message', message);
    const mark = { user: responder, channel: incidents, message_ts: ts, name: 'pushpin' };
    await bot.act('react', { ...mark, name: 'eyes' });
    await bot.act('react', mark);
    await eventually(() => expect(bot.rows).toHaveLength(1));
    await bot.work();
    const place = { channel: incidents, ts, threadTs: parent };
    expect(bot.asked('noteMessage')).toEqual([
      { by: responder, requestKey: bot.rows[0]?.key, message: place, author: bystander, text: 'Payments are off.' },
    ]);
    await bot.act('react', { ...mark, user: bystander });
    await bot.act('react', { ...mark, remove: true });
    await eventually(() => expect(bot.rows).toHaveLength(3));
    await bot.work();
    expect(bot.asked('unnoteMessage')).toEqual([]);
    await bot.act('react', { ...mark, user: bystander, remove: true });
    await eventually(() => expect(bot.rows).toHaveLength(4));
    await bot.work();
    expect(bot.asked('unnoteMessage')).toMatchObject([{ message: place, by: bystander }]);
  });

  it('pass over what the bot does itself, and what is done to its own messages', async () => {
    const bot = await startBot({}, { sandbox: { scopes: ['chat:write', 'reactions:write'] } });
    const ts = await show(bot, cardMessage);
    const { ts: other } = await bot.act('message', { user: responder, channel: incidents, text: 'hello' });
    await bot.act('react', { user: responder, channel: incidents, message_ts: ts, name: 'pushpin' });
    await bot.api('reactions.add', { channel: incidents, timestamp: other, name: 'pushpin' });
    await eventually(() => expect(bot.record().filter(({ kind }) => kind === 'answered')).toHaveLength(2));
    expect(bot.rows).toEqual([]);
  });

  it('publish the home of whoever opens it, and open an incident from there', async () => {
    const bot = await startBot();
    await bot.act('home', { user: responder });
    await eventually(() => expect(bot.workspace.homes.has(responder)).toBe(true));
    const home = bot.workspace.views.get(bot.workspace.homes.get(responder) ?? '');
    const block = home?.blocks.find((entry) => JSON.stringify(entry).includes('incident.open:12'));
    const place = { user: responder, view_id: home?.id, block_id: block?.block_id, action_id: 'incident.open:12' };
    await bot.act('interact', place);
    await eventually(() => expect(shown(bot)).toContain('https://sandbox.example/archives/C0/p1'));
  });
});
