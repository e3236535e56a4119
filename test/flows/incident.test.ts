import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type World, worlds } from '../db/worlds.ts';
import { type Bot, createBot } from './bot.ts';
import { refusedBySlack, unavailable } from './fake-slack.ts';

let keys = 0;
const key = () => `request ${++keys}`;

describe.each(worlds())('the incident flows on $name', ({ create }) => {
  let world: World;
  let bot: Bot;

  beforeAll(async () => {
    world = await create();
    bot = await createBot(world);
  }, 60_000);

  afterAll(async () => {
    await bot.database.close();
    await world.remove();
  });

  const open = async (sessionId: string, requestKey = key()) => {
    const opened = await bot.flows.openIncident({ sessionId, by: 'U0ONE', requestKey, channel: 'C0ONE' });
    if (!('incident' in opened)) throw new Error(`not opened: ${JSON.stringify(opened)}`);
    return opened;
  };
  const stateOf = async (id: string) => {
    const incident = await bot.parts.incidents.get(id);
    if (incident === null) throw new Error('no such incident');
    return incident;
  };

  test('a session becomes an incident with report, capture, checklist and postmortem', async () => {
    const { incident, result } = await open('ses_abc123');
    expect(result).toBe('opened');
    await bot.settle();
    const now = await stateOf(incident.id);
    expect(now.report?.classification.mode).toBe('hallucination_propagation');
    expect(now.report?.origin?.step).toBe(3);
    expect(now.checklist.find(({ name }) => name === 'capture')?.state).toBe('done');
    const kinds = bot.slack.posted.map(({ message }) => message.kind);
    expect(kinds.filter((kind) => kind === 'card')).toHaveLength(1);
    expect(kinds).toEqual(expect.arrayContaining(['card', 'checklist', 'details', 'capture', 'postmortem']));
    expect(bot.slack.uploads.map(({ name }) => name)).toEqual([expect.stringMatching(/capture-1-.*\.jsonl$/)]);
    expect(await bot.parts.postmortems.get(incident.id)).toMatchObject({ state: 'draft', owner: 'U0ONE' });
  });

  test('a second command for the session leads to the same incident', async () => {
    const first = await open('ses_abc123');
    const second = await open('ses_abc123');
    expect(second.result).toBe('existing');
    expect(second.incident.id).toBe(first.incident.id);
    expect(second.place?.permalink).toContain('https://slack.example/C0ONE/');
  });

  test('an unknown session opens nothing and suggests ids that look like it', async () => {
    const answer = await bot.flows.openIncident({
      sessionId: 'ses_abc12',
      by: 'U0ONE',
      requestKey: key(),
      channel: 'C0ONE',
    });
    expect(answer).toMatchObject({ result: 'unknown_session' });
    if (answer.result !== 'unknown_session') return;
    expect(answer.suggestions).toContain('ses_abc123');
  });

  test('a kill counts as effective only once it is confirmed, and runs once however often it is asked for', async () => {
    const { incident } = await open('ses_runaway_kill', key()).catch(async () => {
      await addRunning('ses_runaway_kill');
      return open('ses_runaway_kill');
    });
    await bot.settle();
    const plan = await bot.flows.planContainment({
      incidentId: incident.id,
      kind: 'kill',
      by: 'U0ONE',
      limitPerMinute: null,
    });
    if (!plan.ok) throw new Error(plan.message);
    const click = { incidentId: incident.id, kind: 'kill', digest: plan.digest, limitPerMinute: null } as const;
    const once = { ...click, cardRevision: 3, by: 'U0ONE', requestKey: 'the click' };
    expect(await bot.flows.requestContainment(once)).toMatchObject({ ok: true });
    expect(await bot.flows.requestContainment(once)).toMatchObject({ ok: true });
    bot.provider.answer = { state: 'pending', detail: 'waiting for the guard' };
    await bot.settle();
    expect(bot.provider.executed).toHaveLength(1);
    expect((await stateOf(incident.id)).containment.map(({ state }) => state)).toEqual(['executed']);
    bot.provider.answer = { state: 'effective', detail: 'stopped at step 41' };
    bot.wait(5_000);
    await bot.settle();
    const [action] = (await stateOf(incident.id)).containment;
    expect(action).toMatchObject({ state: 'effective', detail: 'stopped at step 41' });
    expect((await stateOf(incident.id)).checklist.find(({ name }) => name === 'contain')?.state).toBe('done');
    bot.wait(10_000);
    await bot.settle();
    const captures = await bot.parts.archive.list(incident.id);
    expect(captures.map(({ afterKill }) => afterKill)).toEqual([null, 0]);
  });

  test('a kill that was confirmed is followed by a capture, even when the process died right after writing it down', async () => {
    await addRunning('ses_died_after');
    const { incident } = await open('ses_died_after');
    await contain(incident.id, 'kill');
    await bot.settle();
    const [action] = (await stateOf(incident.id)).containment;
    const confirmed = {
      type: 'containment.effective',
      by: 'bot',
      action_id: action?.id ?? '',
      detail: 'stopped',
    } as const;
    await bot.parts.incidents.apply(incident.id, confirmed, { now: bot.now() });
    bot.wait(5_000);
    await bot.settle();
    expect(await bot.parts.archive.list(incident.id)).toHaveLength(2);
  });

  test('an action that nobody confirms is said to be unconfirmed', async () => {
    await addRunning('ses_unconfirmed');
    const { incident } = await open('ses_unconfirmed');
    bot.provider.answer = { state: 'pending', detail: 'no answer from the guard' };
    await contain(incident.id, 'kill');
    await bot.settle();
    for (let minute = 0; minute < 3; minute++) {
      bot.wait(30_000);
      await bot.settle();
    }
    const [action] = (await stateOf(incident.id)).containment;
    expect(action).toMatchObject({ state: 'unconfirmed', detail: 'no answer from the guard' });
  });

  test('whoever is no responder can neither plan, request nor undo containment', async () => {
    await addRunning('ses_refused');
    const { incident } = await open('ses_refused');
    const asked = { incidentId: incident.id, by: 'U0NINE', kind: 'kill', limitPerMinute: null } as const;
    expect(await bot.flows.planContainment(asked)).toMatchObject({ ok: false, code: 'not_allowed' });
    const request = { ...asked, digest: 'x', cardRevision: 1, requestKey: key() };
    expect(await bot.flows.requestContainment(request)).toMatchObject({ ok: false, code: 'not_allowed' });
    expect(await bot.flows.undoContainment({ ...asked, requestKey: key() })).toMatchObject({ code: 'not_allowed' });
    expect((await stateOf(incident.id)).containment).toEqual([]);
  });

  test('a confirmation of another plan than the one in force is refused', async () => {
    await addRunning('ses_changed_plan');
    const { incident } = await open('ses_changed_plan');
    const request = { incidentId: incident.id, kind: 'kill', digest: 'of another plan', limitPerMinute: null } as const;
    const answer = await bot.flows.requestContainment({ ...request, cardRevision: 1, by: 'U0ONE', requestKey: key() });
    expect(answer).toMatchObject({ ok: false, code: 'conflict' });
  });

  test('choosing another origin computes what follows from it anew', async () => {
    const { incident } = await open('ses_abc123');
    const chosen = {
      incidentId: incident.id,
      step: 4,
      reason: 'the tool answered wrongly',
      by: 'U0ONE',
      requestKey: key(),
    };
    expect(await bot.flows.decideOrigin(chosen)).toMatchObject({ ok: true });
    await bot.settle();
    const now = await stateOf(incident.id);
    expect(now.report?.origin).toMatchObject({ step: 4, chosen: true });
    expect(now.checklist.find(({ name }) => name === 'origin')?.state).toBe('done');
    expect(await bot.flows.decideOrigin({ ...chosen, step: 99, requestKey: key() })).toMatchObject({ code: 'invalid' });
  });

  test('what is decided in the incident stands in the postmortem and its message', async () => {
    const { incident } = await open('ses_abc123');
    await bot.flows.setRootCause({
      incidentId: incident.id,
      rootCause: 'tool_interface',
      by: 'U0ONE',
      requestKey: key(),
    });
    await bot.settle();
    expect((await bot.parts.postmortems.get(incident.id))?.text).toMatch(/tool interface/i);
    const shown = bot.slack.latest(`postmortem:${incident.id}`);
    expect(shown).toMatchObject({ postmortem: { root_cause: 'tool_interface' } });
  });

  test('a post whose answer was lost is found again, not posted twice', async () => {
    bot.slack.fail('post', unavailable(), true);
    await addRunning('ses_lost_answer');
    const { incident } = await open('ses_lost_answer');
    await bot.settle();
    const cards = bot.slack.posted.filter(({ deliveryId }) => deliveryId === `card:${incident.id}`);
    expect(cards).toHaveLength(1);
  });

  test('an extra that Slack refuses is reported in the thread and stops nothing', async () => {
    bot.slack.fail('pin', refusedBySlack('missing_scope'));
    await addRunning('ses_no_pin');
    const { incident } = await open('ses_no_pin');
    await bot.settle();
    const said = bot.slack.latest(`extra:${incident.id}:pin`);
    expect(said).toMatchObject({ kind: 'notice', lines: [expect.stringContaining('missing_scope')] });
    expect((await stateOf(incident.id)).report).not.toBeNull();
  });

  test('a message noted by reaction is in the timeline, and out of it when the reaction is taken back', async () => {
    const { incident, place } = await open('ses_abc123');
    const message = { channel: place?.channel ?? '', ts: '1790000100.000100', threadTs: place?.ts ?? '' };
    const note = { message, author: 'U0TWO', text: 'The customer called.', by: 'U0ONE' };
    expect(await bot.flows.noteMessage({ ...note, requestKey: key() })).toBe(true);
    const exported = await bot.flows.exportTimeline(incident.id, 'markdown');
    expect(exported).toMatchObject({ ok: true, text: expect.stringContaining('The customer called.') });
    expect(await bot.flows.unnoteMessage({ message, by: 'U0ONE', requestKey: key() })).toBe(true);
    const after = await bot.flows.exportTimeline(incident.id, 'json');
    expect(after.ok && after.text).not.toContain('The customer called.');
    expect(await bot.flows.noteMessage({ ...note, message: { channel: 'C0NINE', ts: '1.2' }, requestKey: key() })).toBe(
      false,
    );
  });

  test('reminders name the owner, come once each, and end when the postmortem is distributed', async () => {
    const { incident } = await open('ses_abc123');
    await bot.settle();
    const remindersOf = () =>
      bot.slack.posted.filter(({ deliveryId }) => deliveryId.startsWith(`reminder:${incident.id}:`));
    expect(remindersOf()).toHaveLength(0);
    bot.wait(25 * 3_600_000);
    await bot.settle();
    expect(remindersOf().map(({ channel }) => channel)).toEqual(['DU0ONE']);
    expect(remindersOf()[0]?.message).toMatchObject({ kind: 'reminder', step: 'half', postmortem: { owner: 'U0ONE' } });
    await bot.settle();
    expect(remindersOf()).toHaveLength(1);
    bot.wait(24 * 3_600_000);
    await bot.settle();
    const overdue = remindersOf().filter(({ deliveryId }) => deliveryId.includes(':overdue'));
    expect(overdue.map(({ channel }) => channel).sort()).toEqual(['C0ONE', 'C0STAKE', 'DU0ONE']);
    await bot.flows.publishPostmortem({ incidentId: incident.id, by: 'U0ONE', requestKey: key() });
    const done = await bot.flows.distributePostmortem({ incidentId: incident.id, by: 'U0ONE', requestKey: key() });
    expect(done).toMatchObject({ ok: true });
    const before = remindersOf().length;
    bot.wait(5 * 86_400_000);
    await bot.settle();
    expect(remindersOf()).toHaveLength(before);
  });

  test('a reminder that a process which died had begun is sent by the next, not taken for sent', async () => {
    await addRunning('ses_held_reminder');
    const { incident } = await open('ses_held_reminder');
    await bot.settle();
    bot.wait(25 * 3_600_000);
    const deliveryId = `reminder:${incident.id}:half:U0ONE`;
    const begun = { deliveryId, incidentId: incident.id, channelId: 'U0ONE', threadTs: null };
    await bot.parts.posts.hold({ ...begun, now: bot.now(), holdMs: 5_000 });
    await bot.settle();
    expect(bot.slack.posted.filter((each) => each.deliveryId === deliveryId)).toHaveLength(1);
  });

  test('a session at six times the usual cost is recommended for a postmortem with that reason', async () => {
    for (let n = 0; n < 20; n++) await addEnded(`ses_usual_${n}`, 'billing', 0.02);
    await bot.settle();
    await addEnded('ses_dear', 'billing', 0.12);
    const { incident } = await open('ses_dear');
    await bot.settle();
    const { report } = await stateOf(incident.id);
    expect(report?.escalation.verdict).toBe('postmortem');
    expect(report?.escalation.reasons.join(' ')).toMatch(/6(\.0)? times/);
  });

  async function contain(incidentId: string, kind: 'kill' | 'revoke' | 'rate_limit') {
    const limitPerMinute = kind === 'rate_limit' ? 6 : null;
    const plan = await bot.flows.planContainment({ incidentId, kind, by: 'U0ONE', limitPerMinute });
    if (!plan.ok) throw new Error(plan.message);
    const asked = {
      incidentId,
      kind,
      digest: plan.digest,
      limitPerMinute,
      cardRevision: 1,
      by: 'U0ONE',
      requestKey: key(),
    };
    expect(await bot.flows.requestContainment(asked)).toMatchObject({ ok: true });
  }

  async function addRunning(sessionId: string) {
    const event = {
      session_id: sessionId,
      step: 1,
      type: 'tool_call',
      tool: 'get_order',
      args: { id: 'ord_1' },
    } as const;
    await bot.parts.intake.add([event], bot.now());
  }

  async function addEnded(sessionId: string, sessionType: string, cost: number) {
    const call = { session_id: sessionId, session_type: sessionType, step: 1, type: 'llm_call', model: 'm' } as const;
    const usage = { input_tokens: 100, output_tokens: 10, cost_usd: cost, completion: 'Your invoice is ready.' };
    const end = {
      session_id: sessionId,
      session_type: sessionType,
      step: 2,
      type: 'other',
      summary: 'session ended',
    } as const;
    await bot.parts.intake.add([{ ...call, ...usage }, end], bot.now());
  }
});
