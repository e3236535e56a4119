import { describe, expect, test } from 'vitest';
import { createAuthorizer } from '../../src/containment/authorize.ts';

/** Slack's user groups, with a clock and a count of how often they were asked for. */
function slack(groups: Record<string, string[] | Error>) {
  const world = { groups, asked: 0, now: 0 };
  const listGroup = async (group: string): Promise<string[]> => {
    world.asked += 1;
    const members = world.groups[group];
    if (members === undefined || members instanceof Error) throw members ?? new Error('no_such_subteam');
    return members;
  };
  const create = (users: string[] = []) =>
    createAuthorizer({ users, groups: Object.keys(groups), listGroup, now: () => new Date(world.now) });
  return { world, create };
}

const down = new Error('service_unavailable');

describe('who may act', () => {
  test('nobody, while nobody is configured, and the answer says how to', async () => {
    const authorizer = slack({}).create();
    expect(await authorizer.check('U1')).toEqual({
      allowed: false,
      why: 'not-configured',
      message: expect.stringMatching(/RESPONDERS.*RESPONDER_GROUPS/),
    });
    expect(await authorizer.responders()).toEqual([]);
  });

  test('people listed, and members of any group; nobody else', async () => {
    const authorizer = slack({ S1: ['U2'], S2: ['U3', 'U2'] }).create(['U1']);
    for (const user of ['U1', 'U2', 'U3']) expect(await authorizer.check(user)).toEqual({ allowed: true });
    expect(await authorizer.check('U4')).toMatchObject({ allowed: false, why: 'not-responder' });
    expect(await authorizer.check('')).toMatchObject({ allowed: false });
    expect((await authorizer.responders()).sort()).toEqual(['U1', 'U2', 'U3']);
  });
});

describe('while Slack does not say who is in the group', () => {
  test('only those who are known without it may act', async () => {
    const authorizer = slack({ S1: down, S2: ['U2'] }).create(['U1']);
    expect(await authorizer.check('U1')).toEqual({ allowed: true });
    expect(await authorizer.check('U2')).toEqual({ allowed: true });
    expect(await authorizer.check('U3')).toMatchObject({ allowed: false, why: 'unavailable' });
    const failed = { code: 'containment.responders-unavailable', retryable: true };
    await expect(authorizer.responders()).rejects.toMatchObject(failed);
  });

  test('members read within the last minute may act, and not a moment longer', async () => {
    const { world, create } = slack({ S1: ['U1'] });
    const authorizer = create();
    await authorizer.check('U1');
    world.groups.S1 = down;
    world.now = 59_999;
    expect(await authorizer.check('U1')).toEqual({ allowed: true });
    expect(await authorizer.check('U2')).toMatchObject({ why: 'not-responder' });
    world.now = 60_000;
    expect(await authorizer.check('U1')).toMatchObject({ allowed: false, why: 'unavailable' });
    world.groups.S1 = ['U1'];
    expect(await authorizer.check('U1')).toEqual({ allowed: true });
  });
});

test('someone removed from the group is out within a minute', async () => {
  const { world, create } = slack({ S1: ['U1'] });
  const authorizer = create();
  await authorizer.check('U1');
  world.groups.S1 = [];
  world.now = 60_000;
  expect(await authorizer.check('U1')).toMatchObject({ allowed: false, why: 'not-responder' });
});

test('clicks at once ask Slack once, and listed people never ask it', async () => {
  const { world, create } = slack({ S1: ['U2'] });
  const authorizer = create(['U1']);
  await Promise.all(Array.from({ length: 20 }, () => authorizer.check('U2')));
  expect(world.asked).toBe(1);
  world.now = 60_000;
  await authorizer.check('U1');
  expect(world.asked).toBe(1);
});
