import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { bystander, incidents, responder, startBot } from './bot.ts';
import { cardMessage, checklistMessage, eventually, openModal, press, show, shown } from './bot-actions.ts';
import { postmortemSaying } from './models.ts';

describe('a click', () => {
  it('is one request however often it is delivered, pressed, or pressed by others', async () => {
    const bot = await startBot();
    const ts = await show(bot, checklistMessage);
    await bot.fault({ method: 'deliver.interactive', fault: 'duplicate', times: 1 });
    await press(bot, 'blast_radius.show', { ts });
    await press(bot, 'checklist.done:blast_radius', { ts });
    await press(bot, 'checklist.done:blast_radius', { ts });
    await press(bot, 'checklist.done:blast_radius', { ts }, { user: bystander });
    await bot.work();
    expect(bot.asked('changeItem')).toEqual([
      {
        incidentId: 'inc_1',
        by: responder,
        requestKey: 'action:inc_1#4:checklist.done:blast_radius',
        item: 'blast_radius',
        change: 'done',
      },
    ]);
  });

  it('of another person is another request where it matters who pressed', async () => {
    const bot = await startBot();
    const ts = await show(bot, cardMessage);
    const value = { value: 'inc_1#4#command' };
    await press(bot, 'incident.menu', { ts }, value);
    await press(bot, 'incident.menu', { ts }, { ...value, user: bystander });
    await press(bot, 'incident.menu', { ts }, value);
    await bot.work();
    expect(bot.asked('setCommander')).toMatchObject([{ commander: responder }, { commander: bystander }]);
  });

  it('is not acknowledged when it could not be recorded, and the person is told', async () => {
    const bot = await startBot();
    const ts = await show(bot, checklistMessage);
    bot.state.failing = true;
    const { reply } = await press(bot, 'checklist.done:blast_radius', { ts });
    expect(reply).toMatchObject({ kind: 'answered', status: 500 });
    expect(bot.told().at(-1)).toContain('could not be recorded, so nothing happened');
    bot.state.failing = false;
    await press(bot, 'checklist.done:blast_radius', { ts });
    await bot.work();
    expect(bot.asked('changeItem')).toHaveLength(1);
  });

  it('that is refused tells the person who pressed, and nobody else', async () => {
    const message = 'Only responders may do this. Ask one of them.';
    const bot = await startBot({ undoContainment: async () => ({ ok: false, code: 'not_allowed', message }) });
    const ts = await show(bot, checklistMessage);
    await press(bot, 'containment.undo:kill', { ts }, { user: bystander });
    await bot.work(2);
    expect(bot.told(bystander).filter((text) => text.includes('Only responders'))).toHaveLength(1);
    expect(bot.told(responder)).toEqual([]);
  });

  it('approves what its value names', async () => {
    const bot = await startBot();
    const subject = { id: 'inc_1', number: 12, session_id: 'ses_abc123' };
    const approval = { kind: 'approval', kindOf: 'revoke', incident: subject, revision: 4, by: bystander } as const;
    const ts = await show(bot, { ...approval, actionId: 'act_1', lines: ['x'] });
    await press(bot, 'containment.approve', { ts });
    await bot.work();
    expect(bot.asked('approveContainment')).toMatchObject([{ actionId: 'act_1', by: responder }]);
  });
});

describe('looking', () => {
  it('turns the pages of a context', async () => {
    const bot = await startBot();
    const ts = await show(bot, checklistMessage);
    await openModal(bot, 'context.show', ts);
    expect(shown(bot)).toContain('Page 1 of');
    for (const [id, page] of [
      ['context.next', 2],
      ['context.last', 4],
      ['context.previous', 3],
      ['context.first', 1],
    ] as const) {
      await press(bot, id, { view: true });
      await eventually(() => expect(shown(bot)).toContain(`Page ${page} of 4`));
    }
    expect(bot.rows).toEqual([]);
  });

  it('shows the blast radius to one person, turns its pages in place, and settles an action there', async () => {
    const bot = await startBot();
    const ts = await show(bot, checklistMessage);
    await press(bot, 'blast_radius.show', { ts });
    await eventually(() => expect(bot.told()).toHaveLength(1));
    const { ts: page = '' } = bot.channel(incidents).ephemerals[0] ?? {};
    await press(bot, 'blast_radius.next', { ts: page });
    await eventually(() => expect(bot.told()[0]).toContain('Page 2 of 2'));
    await press(bot, 'blast_radius.done:7', { ts: page });
    await bot.work();
    expect(bot.asked('changeReversal')).toMatchObject([{ number: 7, change: 'done' }]);
    expect(bot.told()).toHaveLength(1);
    expect(bot.told()[0]).toContain('Page 2 of 2');
  });

  it('gives each person a link of their own to edit the postmortem', async () => {
    const bot = await startBot();
    const ts = await show(bot, { kind: 'postmortem', postmortem: postmortemSaying('ses_abc123') });
    await openModal(bot, 'postmortem.edit', ts);
    expect(shown(bot)).toContain('https://bot.example/edit?token=1');
    expect(bot.asked('postmortemEditLink')).toEqual([{ incidentId: 'inc_1', by: responder }]);
    await press(bot, 'postmortem.renew', { view: true });
    await bot.work();
    expect(bot.asked('renewPostmortem')).toHaveLength(1);
    expect(shown(bot)).toContain('✔ Done.');
  });

  it('says what went wrong in the view that waits', async () => {
    const bot = await startBot({
      contextAtStep: async () => {
        throw new AppError('records.down', 'The records do not answer. Try again in a minute.');
      },
    });
    const ts = await show(bot, checklistMessage);
    await openModal(bot, 'context.show', ts);
    expect(shown(bot)).toContain('The records do not answer.');
    expect(shown(bot)).toMatch(/Reference ref-\d/);
  });

  it('tells when the view could not be opened in time', async () => {
    const bot = await startBot();
    const ts = await show(bot, checklistMessage);
    await bot.fault({ method: 'views.open', fault: 'error', error: 'expired_trigger_id', times: 1 });
    await press(bot, 'context.show', { ts });
    await eventually(() => expect(bot.told().at(-1)).toContain('Press the button again.'));
  });

  it('exports the timeline as one file however often it is handled', async () => {
    const bot = await startBot({ placeOf: async () => null });
    const ts = await show(bot, cardMessage);
    await press(bot, 'incident.menu', { ts }, { value: 'inc_1#4#timeline_markdown' });
    await bot.work(2);
    const files = bot.channel(incidents).messages.flatMap((message) => message.files ?? []);
    expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^timeline-[0-9a-f]{8}\.md$/)]);
    expect(bot.told().filter((text) => text.includes('timeline.md'))).toHaveLength(1);
  });
});
