import { describe, expect, it } from 'vitest';
import { bystander, incidents, responder, startBot } from './bot.ts';
import { type Bot, cardMessage, checklistMessage, eventually, openModal, show, shown, submit } from './bot-actions.ts';
import { postmortemSaying } from './models.ts';

describe('a form', () => {
  const forms: [button: string, values: object, verb: string, asked: object][] = [
    [
      'mode.override',
      { mode: { 'mode.choice': 'tool_misfire' }, reason: { reason: 'wrong tool' } },
      'decideMode',
      { mode: 'tool_misfire', reason: 'wrong tool' },
    ],
    [
      'origin.choose',
      { step: { 'origin.step': '4' }, reason: { reason: 'it said so' } },
      'decideOrigin',
      { step: 4, reason: 'it said so' },
    ],
    [
      'checklist.skip:blast_radius',
      { reason: { reason: 'no actions' } },
      'changeItem',
      { item: 'blast_radius', change: 'skip', reason: 'no actions' },
    ],
    ['wrong_output.choose', { step: { 'wrong_output.step': '5' } }, 'setWrongOutput', { step: 5 }],
    [
      'blast_radius.add',
      { what: { 'blast_radius.what': 'called a customer' }, reversible: { 'blast_radius.reversible': 'no' } },
      'addReversal',
      { what: 'called a customer', reversible: 'no', plan: null },
    ],
  ];

  it.each(forms)('opened by %s asks for what was entered', async (button, values, verb, asked) => {
    const bot = await startBot();
    const ts = await show(bot, checklistMessage);
    await openModal(bot, button, ts);
    await bot.fault({ method: 'deliver.interactive', fault: 'duplicate', times: 1 });
    await submit(bot, values);
    expect(bot.modal()).toBeUndefined();
    await bot.work();
    expect(bot.asked(verb)).toEqual([expect.objectContaining({ incidentId: 'inc_1', by: responder, ...asked })]);
  });

  const postmortemForms: typeof forms = [
    [
      'root_cause.choose',
      { root_cause: { 'root_cause.choice': 'tool_interface' } },
      'setRootCause',
      { rootCause: 'tool_interface' },
    ],
    ['postmortem.waive', { reason: { reason: 'known bug' } }, 'waivePostmortem', { reason: 'known bug' }],
    ['postmortem.snooze', { hours: { 'postmortem.snooze_hours': '6' } }, 'snoozePostmortem', { hours: 6 }],
    [
      'postmortem.owner',
      { owner: { 'postmortem.owner_choice': bystander } },
      'setPostmortemOwner',
      { owner: bystander },
    ],
  ];

  it.each(postmortemForms)(
    'of the postmortem opened by %s asks for what was entered',
    async (button, values, verb, asked) => {
      const bot = await startBot();
      const ts = await show(bot, {
        kind: 'postmortem',
        postmortem: postmortemSaying('ses_abc123', { root_cause: null }),
      });
      await openModal(bot, button, ts);
      await submit(bot, values);
      await bot.work();
      expect(bot.asked(verb)).toEqual([expect.objectContaining({ incidentId: 'inc_1', by: responder, ...asked })]);
    },
  );

  it.each([
    ['inc_1#4#resolve', { reason: { reason: 'it is over' } }, 'resolveIncident', { reason: 'it is over' }],
    ['inc_1#4#status', { status: { 'status.text': 'We are on it.' } }, 'postStatus', { text: 'We are on it.' }],
  ])('opened from the menu by %s asks for what was entered', async (value, values, verb, asked) => {
    const bot = await startBot();
    const ts = await show(bot, cardMessage);
    await openModal(bot, 'incident.menu', ts, { value });
    await submit(bot, values);
    await bot.work();
    expect(bot.asked(verb)).toEqual([expect.objectContaining({ incidentId: 'inc_1', ...asked })]);
  });

  it('says in the form what is missing, and that it could not be recorded, keeping what was typed', async () => {
    const bot = await startBot();
    const ts = await show(bot, checklistMessage);
    await openModal(bot, 'origin.choose', ts);
    const reason = { reason: { reason: 'because' } };
    expect((await submit(bot, reason)).errors.step).toContain('Choose a candidate');
    bot.state.failing = true;
    const { errors } = await submit(bot, { ...reason, step: { 'origin.step': '3' } });
    expect(Object.values(errors).join()).toContain('could not be recorded');
    expect(bot.rows).toEqual([]);
  });

  it('tells a refusal where it was opened', async () => {
    const message = 'There is no step 99. Choose another.';
    const bot = await startBot({ setWrongOutput: async () => ({ ok: false, code: 'invalid', message }) });
    const parent = await show(bot, cardMessage);
    const ts = await show(bot, checklistMessage, parent);
    await openModal(bot, 'wrong_output.choose', ts);
    await submit(bot, { step: { 'wrong_output.step': '99' } });
    await bot.work(2);
    const told = bot.channel(incidents).ephemerals;
    expect(told.map(({ to, thread_ts }) => [to, thread_ts])).toEqual([[responder, parent]]);
    expect(JSON.stringify(told)).toContain('There is no step 99.');
  });
});

describe('the shortcut', () => {
  const use = async (bot: Bot, text: string) => {
    const { ts } = await bot.act('message', { user: bystander, channel: incidents, text });
    await bot.act('shortcut', { user: responder, channel: incidents, message_ts: ts, callback_id: 'open_incident' });
    await eventually(() => expect(bot.modal()).toBeDefined());
  };

  it('offers the sessions a message speaks of, and opens the one that is chosen', async () => {
    const bot = await startBot();
    await use(bot, 'ses_abc123 or `other session`, see 01234567-89ab-cdef-0123-456789abcdef');
    expect(shown(bot)).toContain('01234567-89ab-cdef-0123-456789abcdef');
    await submit(bot, { session: { 'session.choice': 'other session' } });
    await bot.work();
    expect(bot.asked('openIncident')).toMatchObject([
      { sessionId: 'other session', channel: incidents, by: responder },
    ]);
  });

  it('takes a session that is typed, and asks for one where there is none', async () => {
    const bot = await startBot();
    await use(bot, 'it went wrong');
    expect((await submit(bot)).errors.session_text).toBeDefined();
    await submit(bot, { session_text: { 'session.text': ' ses_x ' } });
    await bot.work();
    expect(bot.asked('openIncident')).toMatchObject([{ sessionId: 'ses_x' }]);
  });
});
