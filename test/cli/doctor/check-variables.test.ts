import { describe, expect, test } from 'vitest';
import { checkVariables } from '../../../src/cli/doctor/check-variables.ts';
import { said } from './support.ts';

describe('the variables', () => {
  test('that are right are counted', () => {
    const { config, findings } = checkVariables({ PORT: '3001', LOG_LEVEL: 'warn', PATH: '/bin' });
    expect(config?.port).toBe(3001);
    expect(said(findings)).toEqual([expect.stringMatching(/^ok Configuration: valid; 2 of \d+ variables are set$/)]);
  });

  test('at fault are all named, without their values', () => {
    const env = { PORT: 'hunter22', SLACK_BOT_TOKEN: 'hunter22', RESPONDERS: 'hunter22' };
    const { config, findings } = checkVariables(env);
    expect(config).toBeNull();
    expect(findings.map(({ level, cause }) => `${level} ${cause}`)).toEqual(Array(3).fill('problem configuration'));
    for (const name of Object.keys(env)) expect(said(findings).join('\n')).toContain(name);
    expect(JSON.stringify(findings)).not.toContain('hunter22');
  });

  test.each([
    ['SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
    ['SLACK_BOT_TOKN', 'SLACK_BOT_TOKEN'],
    ['RESPONDER', 'RESPONDERS'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['TRACES_DIR', 'TRACE_DIRS'],
    ['slack_bot_token', 'SLACK_BOT_TOKEN'],
    ['SANDBOX_PORTS', 'SANDBOX_PORT'],
  ])('%s is taken for a slip of %s', (typed, meant) => {
    const { findings } = checkVariables({ [typed]: 'hunter22' });
    expect(findings.slice(1)).toMatchObject([{ level: 'warning', fix: `Did you mean ${meant}?` }]);
    expect(JSON.stringify(findings)).not.toContain('hunter22');
  });

  test('of other programs are left alone', () => {
    const others = [
      'HOME',
      'HOSTNAME',
      'PATH',
      'TOKEN',
      'PGPORT',
      'NODE_ENV',
      'SLACK_WEBHOOK_URL',
      'AWS_SECRET_ACCESS_KEY',
    ];
    const { findings } = checkVariables(Object.fromEntries(others.map((name) => [name, 'x'])));
    expect(findings).toHaveLength(1);
  });
});
