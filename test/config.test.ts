import { describe, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { AppError } from '../src/errors.ts';

function problemOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return (error as AppError).message;
  }
  throw new Error('the configuration was accepted');
}

describe('the configuration', () => {
  test('without any variable is the embedded demo, and nobody may press a containment button', () => {
    const config = readConfig({});
    expect(config.slack).toEqual({ kind: 'sandbox' });
    expect(config.responders).toEqual({ users: [], groups: [] });
    expect(config.postmortem.dueMs).toBe(48 * 3_600_000);
    expect(config.databaseUrl).toBeNull();
  });

  test('is frozen all the way down', () => {
    const config = readConfig({ RESPONDERS: 'U123' });
    expect(() => (config.responders.users as string[]).push('U999')).toThrow(TypeError);
  });

  test('names every bad key in one error, and never a value', () => {
    const message = problemOf({
      PORT: 'hunter2',
      SLACK_BOT_TOKEN: 'hunter2',
      POSTMORTEM_DUE: 'hunter2',
      RESPONDERS: 'hunter2',
    });
    for (const key of ['PORT', 'SLACK_BOT_TOKEN', 'POSTMORTEM_DUE', 'RESPONDERS']) expect(message).toContain(key);
    expect(message).not.toContain('hunter2');
  });

  test('an empty variable counts as not set', () => {
    expect(readConfig({ SLACK_BOT_TOKEN: ' ', PORT: '' }).port).toBe(3000);
  });

  test.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }, 'socket'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'abcdefgh' }, 'http'],
  ])('%o talks to a workspace by %s', (env, kind) => {
    expect(readConfig(env).slack.kind).toBe(kind);
  });

  test('a bot token alone is refused with what is missing', () => {
    expect(problemOf({ SLACK_BOT_TOKEN: 'xoxb-1' })).toContain('SLACK_APP_TOKEN or SLACK_SIGNING_SECRET');
  });

  test.each([
    ['36h', 36 * 3_600_000],
    ['90m', 90 * 60_000],
    ['2', 2 * 3_600_000],
    ['1.5d', 36 * 3_600_000],
  ])('POSTMORTEM_DUE=%s', (text, ms) => {
    expect(readConfig({ POSTMORTEM_DUE: text }).postmortem.dueMs).toBe(ms);
  });

  test.each(['0h', '-1h', 'soon', '48 hours'])('POSTMORTEM_DUE=%s is refused', (text) => {
    expect(problemOf({ POSTMORTEM_DUE: text })).toContain('POSTMORTEM_DUE');
  });

  test('traces are kept at least 30 days', () => {
    expect(problemOf({ CAPTURE_KEEP_DAYS: '29' })).toContain('at least 30 days');
    expect(readConfig({ CAPTURE_KEEP_DAYS: '30' }).captureKeepDays).toBe(30);
  });
});
