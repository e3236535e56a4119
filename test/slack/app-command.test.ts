import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { command, incidents, random, responder, startBot } from './bot.ts';
import { eventually, press } from './bot-actions.ts';
import { fullIncident } from './models.ts';

describe.each(['http', 'socket'] as const)('the command over %s', (mode) => {
  it('is written down, acknowledged at once, and opens an incident once however often it is delivered', async () => {
    const bot = await startBot({}, { mode });
    await eventually(() => expect(bot.app.connected()).toBe(true));
    await bot.fault({ method: 'deliver.command', fault: 'duplicate', times: 1 });
    await bot.type('`ses_abc123` --wrong-output 5');
    expect(bot.rows.map(({ kind }) => kind)).toEqual(['slack.command']);
    expect(bot.told()[0]).toContain('Fetching `ses_abc123`');
    expect(bot.recordedTimes()).toBeGreaterThan(0);
    await bot.work();
    expect(bot.asked('openIncident')).toEqual([
      {
        sessionId: 'ses_abc123',
        channel: incidents,
        by: responder,
        requestKey: bot.rows[0]?.key,
        anyway: false,
        wrongOutputStep: 5,
      },
    ]);
  });
});

describe('the command', () => {
  it('says that nothing happened when it could not be recorded', async () => {
    const bot = await startBot();
    bot.state.failing = true;
    await bot.type('ses_abc123');
    expect(bot.told()).toHaveLength(1);
    expect(bot.told()[0]).toContain('could not be recorded, so nothing happened');
    expect(bot.recordedTimes()).toBe(0);
  });

  it('answers help and what it does not understand in the acknowledgement', async () => {
    const bot = await startBot();
    await bot.type('');
    await bot.type('ses_1 --wrong-output soon');
    expect(bot.told()[0]).toContain(`${command} list`);
    expect(bot.told()[1]).toContain('number of a step');
    expect(bot.rows).toEqual([]);
  });

  it('links to an incident that is open already, once however often it is handled', async () => {
    const place = { channel: incidents, ts: '1.1', permalink: 'https://sandbox.example/archives/C0/p1' };
    const bot = await startBot({
      openIncident: async () => ({ result: 'existing', incident: fullIncident, place, channel: incidents }),
    });
    await bot.type('ses_abc123');
    await bot.work(2);
    const answers = bot.told().filter((text) => text.includes('is open already'));
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain('<https://sandbox.example/archives/C0/p1|Incident #12>');
  });

  it('says where the card is when that is another channel', async () => {
    const bot = await startBot();
    await bot.type('ses_abc123', { channel: random });
    await bot.work();
    expect(bot.told(responder, random).at(-1)).toContain(`<#${incidents}>`);
  });

  it('lists what is like an unknown session, ready to be copied, and opens it anyway when asked', async () => {
    const sessionId = 'ses_<!channel>';
    const bot = await startBot({
      openIncident: async ({ anyway }) =>
        anyway === true
          ? { result: 'opened', incident: fullIncident, place: null, channel: incidents }
          : { result: 'unknown_session', sessionId, suggestions: ['ses_abc123', '`<!here>'] },
    });
    await bot.type(`${sessionId} --wrong-output 7`);
    await bot.work();
    const answer = bot.told().at(-1) ?? '';
    expect(answer).toContain(`\`${command} ses_abc123\``);
    expect(answer).toMatch(/Reference `ref-\d+`/);
    expect(answer.replaceAll(`"value":"7|${sessionId}"`, '')).not.toMatch(/<!(channel|here)>/);
    const { ts = '' } = bot.channel(incidents).ephemerals.at(-1) ?? {};
    await press(bot, 'session.open_anyway', { ts });
    await press(bot, 'session.open_anyway', { ts });
    await bot.work();
    expect(bot.asked('openIncident')).toHaveLength(2);
    expect(bot.asked('openIncident')[1]).toMatchObject({ sessionId, anyway: true, wrongOutputStep: 7 });
  });

  it('lists, shows and resolves', async () => {
    const bot = await startBot();
    await bot.type('list');
    await bot.type('status #12');
    await bot.type('#12');
    await bot.type('status');
    await bot.type('status 99');
    await bot.type('resolve #12 all is well');
    await bot.type('resolve because I say so');
    await bot.work();
    const answers = bot.told().filter((text) => !text.includes('One moment'));
    expect(
      answers.map(
        (text) => /1 open incident|Hallucination|no incident 99|is resolved|Which|none belongs/.exec(text)?.[0],
      ),
    ).toEqual([
      '1 open incident',
      'Hallucination',
      'Hallucination',
      '1 open incident',
      'no incident 99',
      'is resolved',
      'none belongs',
    ]);
    expect(bot.asked('resolveIncident')).toMatchObject([{ incidentId: 'inc_1', reason: 'all is well', by: responder }]);
  });

  it('says why something was refused, with the way out and a reference', async () => {
    const message = 'Still open: Contain. Finish or skip it, or say why the incident is over.';
    const bot = await startBot({ resolveIncident: async () => ({ ok: false, code: 'conflict', message }) });
    await bot.type('resolve 12');
    await bot.work();
    expect(bot.told().at(-1)).toContain('⚠ Still open: Contain.');
    expect(bot.told().at(-1)).toContain('*Finish or skip it, or say why the incident is over.*');
    expect(bot.told().at(-1)).toMatch(/ref-\d/);
  });

  it('tells what cannot be done, keeps what may be done later, and tells once that it was given up', async () => {
    const problems = [
      new AppError('trace.source-down', 'Langfuse did not answer in 8 s. Try another source.', { retryable: true }),
      new AppError('trace.invalid', 'Line 3 is no JSON. Correct the file.'),
      new Error('secret xoxb-123'),
    ];
    const bot = await startBot({
      openIncident: async () => {
        throw problems.shift() ?? new Error('none left');
      },
    });
    await bot.type('ses_1');
    expect(await bot.work()).toHaveLength(1);
    expect(bot.told().at(-1)).toContain('Langfuse did not answer in 8 s.');
    expect(bot.told().at(-1)).toContain('tried again by itself');
    await bot.type('ses_2');
    expect(await bot.work()).toHaveLength(0);
    expect(bot.told().at(-1)).toContain('*Correct the file.*');
    await bot.type('ses_3');
    expect(await bot.work()).toHaveLength(1);
    expect(bot.told().at(-1)).toContain('Something unexpected went wrong');
    const row = bot.rows.find(({ payload }) => JSON.stringify(payload).includes('ses_3'));
    if (row === undefined) throw new Error('no row');
    const before = bot.told().length;
    await bot.app.giveUp(row, new Error('secret xoxb-123'));
    await bot.app.giveUp(row, new Error('secret xoxb-123'));
    expect(bot.told()).toHaveLength(before + 1);
    expect(bot.told().join()).not.toContain('xoxb-123');
  });
});

describe('the door', () => {
  it('is closed to unsigned requests, other paths and other methods', async () => {
    const bot = await startBot();
    const url = bot.botUrl;
    const body = 'command=%2Fagent-incident&text=ses_1';
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(`${url}/more`, { method: 'POST', body })).status).toBe(404);
    expect(bot.rows).toEqual([]);
  });
});
