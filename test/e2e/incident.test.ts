import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditIncident } from './support/audit.ts';
import { refusals } from './support/sandbox-record.ts';
import { channels, type Stack, startStack } from './support/stack.ts';
import { beginWalk, stages, type Walk } from './support/walk.ts';

let stack: Stack;
let walk: Walk;
beforeAll(async () => {
  stack = await startStack();
  walk = await beginWalk(stack, channels.incidents);
}, 300_000);
afterAll(() => stack?.stop());

describe('from the command to the distributed postmortem', () => {
  test.each(stages)(
    '$name',
    async ({ run }) => {
      await run(walk);
    },
    240_000,
  );

  test('everything stands in the timeline, once; nothing was posted or carried out twice', async () => {
    expect(await auditIncident(walk)).toEqual([]);
    expect(refusals(stack.record())).toEqual([]);
  }, 240_000);
});
