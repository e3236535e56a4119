import { describe, expect, test } from 'vitest';
import { fine } from '../../../src/cli/doctor/finding.ts';
import { codeOf, runChecks } from '../../../src/cli/doctor/run-checks.ts';

describe('the checks', () => {
  test('are shown in their order, whichever is done first', async () => {
    let finish = () => {};
    const first = {
      name: 'slow',
      run: () => new Promise<[ReturnType<typeof fine>]>((resolve) => (finish = () => resolve([fine('slow', 'done')]))),
    };
    const second = {
      name: 'quick',
      run: () => {
        setImmediate(() => finish());
        return [fine('quick', 'done')];
      },
    };
    expect((await runChecks([first, second], 10_000)).map(({ check }) => check)).toEqual(['slow', 'quick']);
  });

  test('that never end are said to be silent, are told to stop, and keep no other from being shown', async () => {
    let stopped = false;
    const stuck = {
      name: 'stuck',
      run: (signal: AbortSignal) => {
        signal.addEventListener('abort', () => (stopped = true));
        return new Promise<never>(() => {});
      },
    };
    const [silent, other] = await runChecks([stuck, { name: 'other', run: () => [fine('other', 'done')] }], 20);
    expect(silent).toMatchObject({ check: 'stuck', level: 'problem', cause: 'unreachable' });
    expect(other?.level).toBe('ok');
    expect(stopped).toBe(true);
  });

  test('that throw say the code of the error and never its message, which may hold a password', async () => {
    const error = Object.assign(new Error('postgres://u:hunter22@host refused'), { code: 'EPROTO' });
    const [finding] = await runChecks([{ name: 'database', run: () => Promise.reject(error) }], 10_000);
    expect(finding).toMatchObject({ check: 'database', level: 'problem' });
    expect(finding?.text).toContain('EPROTO');
    expect(JSON.stringify(finding)).not.toContain('hunter22');
  });
});

test('the code of an error is found where fetch and sockets put it', () => {
  const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
  expect(codeOf(new TypeError('fetch failed', { cause: refused }))).toBe('ECONNREFUSED');
  expect(codeOf(new AggregateError([refused]))).toBe('ECONNREFUSED');
  expect(codeOf(new Error('plain'))).toBeNull();
  expect(codeOf(Object.assign(new Error('x'), { code: 'a secret: hunter22' }))).toBeNull();
});
