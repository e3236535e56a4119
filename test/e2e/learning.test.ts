import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openIncident, untilSays } from './support/incident.ts';
import { cleanSession, faultySession } from './support/sessions.ts';
import { channels, type Stack, startStack } from './support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 300_000);
afterAll(() => stack?.stop());

describe('what the bot learns from stored sessions', () => {
  test('beside 20 clean sessions, one at six times their cost is recommended for a postmortem, and why', async () => {
    for (let n = 1; n <= 20; n++) expect(await stack.ingest(cleanSession(`ses_clean_${n}`))).toBe(202);
    expect(await stack.ingest(cleanSession('ses_dear_21', { times: 6 }))).toBe(202);
    const incident = await openIncident(stack, stack.riley, channels.incidents, 'ses_dear_21');
    const text = await untilSays(stack, incident.postmortem, /a full postmortem/);
    expect(text).toMatch(/It cost 6\.0 times the usual \$0\.02 of .*order-status.* sessions, median of 20/);
    // One of the usual ones is nothing to write about.
    const usual = await openIncident(stack, stack.riley, channels.incidents, 'ses_clean_7');
    expect(await untilSays(stack, usual.postmortem, /Recommended|No postmortem is needed/)).not.toMatch(
      /times the usual/,
    );
  }, 240_000);

  test('a second session that failed in the same way says which other it resembles', async () => {
    expect(await stack.ingest(faultySession('ses_pattern_1'))).toBe(202);
    expect(await stack.ingest(faultySession('ses_pattern_2'))).toBe(202);
    const first = await openIncident(stack, stack.riley, channels.incidents, 'ses_pattern_1');
    expect(await untilSays(stack, first.postmortem, /Recommended/)).not.toMatch(/same pattern/);
    const second = await openIncident(stack, stack.riley, channels.incidents, 'ses_pattern_2');
    const text = await untilSays(stack, second.postmortem, /a full postmortem/);
    expect(text).toMatch(/The same pattern in .*ses_pattern_1/);
  }, 240_000);
});
