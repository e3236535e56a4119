import { describe, expect, it } from 'vitest';
import { responder, startBot } from './bot.ts';
import { cardMessage, eventually, openModal, press, show, shown, submit } from './bot-actions.ts';
import { fullIncident } from './models.ts';

describe('containment', () => {
  it('shows exactly what it will touch, is bound to that plan, and says what came of it in the same view', async () => {
    const bot = await startBot();
    const ts = await show(bot, cardMessage);
    await openModal(bot, 'containment.kill', ts);
    expect(shown(bot)).toContain('Plan of kill');
    await submit(bot);
    expect(shown(bot)).toContain('Recorded.');
    await bot.work(2);
    expect(shown(bot)).toContain('✔ Requested.');
    expect(bot.asked('requestContainment')[0]).toMatchObject({
      incidentId: 'inc_1',
      by: responder,
      kind: 'kill',
      digest: 'digest-kill-null',
      limitPerMinute: null,
      cardRevision: 4,
    });
  });

  it('works out the plan anew for another limit, and asks for the one that was shown', async () => {
    const bot = await startBot();
    const ts = await show(bot, cardMessage);
    await openModal(bot, 'containment.rate_limit', ts);
    await press(bot, 'containment.limit', { view: true }, { value: '30' });
    await eventually(() => expect(shown(bot)).toContain('Plan of rate_limit at 30'));
    await submit(bot, { limit: { 'containment.limit': '30' } });
    await bot.work();
    expect(bot.asked('requestContainment')).toMatchObject([{ digest: 'digest-rate_limit-30', limitPerMinute: 30 }]);
  });

  it('asks again when the plan has changed', async () => {
    const digests = ['digest-a', 'digest-b'];
    const bot = await startBot({
      planContainment: async () => {
        const digest = digests.shift() ?? 'digest-b';
        return { ok: true, incident: fullIncident, lines: [digest], digest, finished: false, rate: null };
      },
      requestContainment: async ({ digest }) =>
        digest === 'digest-b' ? { ok: true } : { ok: false, code: 'conflict', message: 'The plan has changed.' },
    });
    const ts = await show(bot, cardMessage);
    await openModal(bot, 'containment.kill', ts);
    await submit(bot);
    await bot.work();
    expect(shown(bot)).toContain('has changed');
    expect(shown(bot)).toContain('• digest-b');
    await submit(bot);
    await bot.work();
    expect(shown(bot)).toContain('✔ Requested.');
    expect(bot.rows.filter(({ kind }) => kind === 'slack.view')).toHaveLength(2);
  });

  it('shows whoever is no responder how to become one, and nothing to confirm', async () => {
    const message = 'You are not a responder. Set RESPONDERS.';
    const bot = await startBot({ planContainment: async () => ({ ok: false, code: 'not_allowed', message }) });
    const ts = await show(bot, cardMessage);
    await openModal(bot, 'containment.kill', ts);
    expect(shown(bot)).toContain('Set RESPONDERS.');
    expect(bot.modal()?.submit).toBeUndefined();
  });

  it('says in the view that it was refused, or could not be recorded', async () => {
    const message = 'Nothing is configured. Stop it by hand.';
    const bot = await startBot({ requestContainment: async () => ({ ok: false, code: 'invalid', message }) });
    const ts = await show(bot, cardMessage);
    await openModal(bot, 'containment.kill', ts);
    bot.state.failing = true;
    await submit(bot);
    expect(shown(bot)).toContain('could not be recorded');
    bot.state.failing = false;
    await bot.act('view-close', { user: responder, view_id: bot.modal()?.id });
    await openModal(bot, 'containment.kill', ts);
    await submit(bot);
    await bot.work();
    expect(shown(bot)).toContain('Stop it by hand.');
  });

  it('tells a refusal where the view was opened when it was closed meanwhile', async () => {
    const message = 'Nothing is configured. Stop it by hand.';
    const bot = await startBot({ requestContainment: async () => ({ ok: false, code: 'invalid', message }) });
    const ts = await show(bot, cardMessage);
    await openModal(bot, 'containment.kill', ts);
    await submit(bot);
    await bot.act('view-close', { user: responder, view_id: bot.modal()?.id });
    await bot.work();
    expect(bot.told().at(-1)).toContain('Stop it by hand.');
  });
});
