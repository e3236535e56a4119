import { describe, expect, test } from 'vitest';
import { parseContainmentConfig } from '../../src/containment/routing-config.ts';

const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

const full = `# who contains what
providers:
  - name: payments-gateway
    type: webhook
    kinds: [revoke]
    match: { agent: [order-*, refund-*], session_type: order-support }
    url: https://gateway.example.com/contain
    secret_env: GATEWAY_SECRET
    undo: true
  - name: flag
    type: control_flag
    kinds: [kill, rate_limit]
needs_approval:
  kinds: [revoke]
`;

const load = (text: string, env: Record<string, string> = { GATEWAY_SECRET: secret }) =>
  parseContainmentConfig(text, 'containment.yml', env);

function problemsOf(text: string, env?: Record<string, string>): string {
  try {
    load(text, env);
  } catch (error) {
    expect(error).toMatchObject({ code: 'containment.config', retryable: false });
    return error instanceof Error ? error.message : '';
  }
  throw new Error('it was accepted');
}

test('a file is read with its defaults, and its secrets come from the environment', () => {
  const { config, secrets } = load(full);
  expect(config).toEqual({
    providers: [
      {
        name: 'payments-gateway',
        type: 'webhook',
        kinds: ['revoke'],
        match: { agent: ['order-*', 'refund-*'], session_type: ['order-support'] },
        url: 'https://gateway.example.com/contain',
        secret_env: 'GATEWAY_SECRET',
        timeout_ms: 5_000,
        allow_private: false,
        undo: true,
      },
      { name: 'flag', type: 'control_flag', kinds: ['kill', 'rate_limit'] },
    ],
    needs_approval: { kinds: ['revoke'] },
  });
  expect(secrets).toEqual(new Map([['payments-gateway', secret]]));
});

test('JSON is read as well', () => {
  const text = '{"providers":[{"name":"flag","type":"control_flag","kinds":["kill"]}]}';
  expect(load(text).config.providers).toHaveLength(1);
});

describe('a bad file is refused with line and key, never a value', () => {
  const hook = (lines: string) => `providers:
  - name: hook
    type: webhook
    kinds: [revoke]
    url: https://gateway.example.com/contain
    secret_env: GATEWAY_SECRET
${lines}`;

  test.each([
    ['an unknown key', hook('    secret: geheim'), 'line 7: providers[0].secret: unknown key'],
    [
      'a URL with a password',
      full.replace('https://', 'https://user:geheim@'),
      'line 7: providers[0].url: must not hold',
    ],
    ['a plain URL', full.replace('https://', 'http://'), 'line 7: providers[0].url: must begin with https://'],
    ['no URL', full.replace(/ {4}url:.*\n/, ''), 'line 3: providers[0].url: must be of type string'],
    [
      'an unknown kind',
      full.replace('[revoke]', '[geheim]'),
      'line 5: providers[0].kinds[0]: must be one of kill, revoke',
    ],
    ['no kind', full.replace('[revoke]', '[]'), 'line 5: providers[0].kinds: too small or short: 1 at least'],
    [
      'a kind the flag does not know',
      full.replace('[kill, rate_limit]', '[revoke]'),
      'line 12: providers[1].kinds: the control flag knows',
    ],
    [
      'an unknown type',
      full.replace('control_flag', 'geheim'),
      'line 11: providers[1].type: must be control_flag or webhook',
    ],
    [
      'a name twice',
      full.replace('name: flag', 'name: payments-gateway'),
      'line 10: providers[1].name: used by an earlier provider',
    ],
    [
      'a name that is no name',
      full.replace('name: flag', 'name: "geheim geheim"'),
      'line 10: providers[1].name: letters, digits',
    ],
    ['a wrong type', full.replace('undo: true', 'undo: geheim'), 'line 9: providers[0].undo: must be of type boolean'],
    [
      'a pattern of a wrong type',
      full.replace('session_type: order-support', 'session_type: 7'),
      'line 6: providers[0].match.session_type: a name',
    ],
    ['a timeout of a day', hook('    timeout_ms: 86400000'), 'line 7: providers[0].timeout_ms: too big'],
    ['no providers', 'needs_approval: { kinds: [] }\n', 'line 1: providers: must be of type array'],
    ['an empty file', '', 'line 1: the file: must be of type object'],
    ['broken YAML', 'providers:\n  - name: "geheim\n', 'line 3: missing char'],
    ['a key twice', `${full}needs_approval: {kinds: [kill]}\n`, 'line 15: duplicate key'],
  ])('%s', (_, text, problem) => {
    const message = problemsOf(text);
    expect(message).toContain('containment.yml cannot be used:');
    expect(message).toContain(`- ${problem}`);
    expect(message).not.toContain('geheim');
  });

  test('every problem at once', () => {
    const text = full.replace('[revoke]', '[x]').replace('undo: true', 'undo: 7').replace('control_flag', 'y');
    expect(problemsOf(text).match(/^- line \d+/gm)).toEqual(['- line 5', '- line 9', '- line 11']);
  });

  test('a secret that is not set, or no secret of the standard', () => {
    expect(problemsOf(full, {})).toContain(
      'line 8: providers[0].secret_env: the environment variable GATEWAY_SECRET is not set',
    );
    const message = problemsOf(full, { GATEWAY_SECRET: 'geheim' });
    expect(message).toContain('line 8: providers[0].secret_env: GATEWAY_SECRET must hold "whsec_"');
    expect(message).not.toContain('geheim');
  });

  test('aliases that multiply', () => {
    const rows = Array.from({ length: 20 }, (_, n) => `  - &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`);
    expect(problemsOf(`x:\n  - &a0 [1]\n${rows.join('\n')}\n`)).toContain('aliases');
  });
});
