import { expect, test } from 'vitest';
import { nextReminder, planReminders } from '../../src/postmortem/reminders/plan.ts';

const opened = new Date('2026-11-22T10:00:00.000Z');
const hours = (count: number) => new Date(opened.getTime() + count * 3_600_000);

test.each([
  [48, [24, 44, 48]],
  [40, [20, 36, 40]],
  [10, [5, 9, 10]],
  [0, [0, 0, 0]],
  [-5, [0, 0, 0]],
])('for a postmortem due in %d h reminders fall due after %j h', (due, expected) => {
  const planned = planReminders(opened, hours(due));
  expect(planned.map(({ step }) => step)).toEqual(['half', 'near', 'overdue']);
  expect(planned.map(({ dueAt }) => dueAt)).toEqual(expected.map(hours));
});

test('once overdue, each reminder brings the next one a day later', () => {
  expect(nextReminder('half', opened)).toBeNull();
  expect(nextReminder('near', opened)).toBeNull();
  expect(nextReminder('overdue', opened)).toEqual({ step: 'overdue-2', dueAt: hours(24) });
  expect(nextReminder('overdue-2', opened)).toEqual({ step: 'overdue-3', dueAt: hours(24) });
});
