import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { checkChannels } from '../../../src/cli/doctor/check-channels.ts';
import { checkResponders } from '../../../src/cli/doctor/check-responders.ts';
import { checkSlack, checkSocketMode, judgeClock, judgeScopes } from '../../../src/cli/doctor/check-slack.ts';
import { readManifestScopes } from '../../../src/cli/doctor/manifest-scopes.ts';
import { createSlackProbe } from '../../../src/cli/doctor/slack-probe.ts';
import { readConfig } from '../../../src/config.ts';
import { seeded } from '../../../src/sandbox/seed.ts';
import { startSandbox, token } from '../../sandbox/support.ts';
import { freePort, occupy, said } from './support.ts';

const wanted = [
  { scope: 'commands', why: 'the slash command' },
  { scope: 'chat:write', why: null },
  { scope: 'pins:write', why: 'pins the card' },
];

function probeOf(apiUrl: string, tokens: { bot?: string; app?: string } = {}) {
  const slack = {
    kind: 'socket',
    botToken: tokens.bot ?? token,
    appToken: tokens.app ?? 'xapp-sandbox',
    apiUrl,
  } as const;
  return { slack, probe: createSlackProbe(slack) };
}

describe('Slack', () => {
  test('with the right tokens and scopes is fine, and the clocks are compared', async () => {
    const sandbox = await startSandbox(undefined, { scopes: wanted.map(({ scope }) => scope) });
    const { slack, probe } = probeOf(`${sandbox.url}/api/`);
    const { findings, accepted, scopes } = await checkSlack(probe, slack, wanted);
    expect(accepted).toBe(true);
    expect(scopes?.has('pins:write')).toBe(true);
    expect(said(findings)).toEqual([
      'ok Slack: bot in Sandbox, by Socket Mode',
      'ok Slack scopes: all 3 of manifest.yml are granted',
      'ok Clock: agrees with Slack’s',
    ]);
    expect(await checkSocketMode(probe)).toMatchObject([{ level: 'ok' }]);
  });

  test('that lacks scopes says which and what for; only the vital ones keep the bot from running', async () => {
    const sandbox = await startSandbox(undefined, { scopes: ['chat:write'] });
    const { slack, probe } = probeOf(`${sandbox.url}/api/`);
    const { findings } = await checkSlack(probe, slack, wanted);
    expect(said(findings)).toContain('problem Slack scopes: commands is not granted: the slash command');
    expect(said(findings)).toContain('warning Slack scopes: pins:write is not granted: pins the card');
  });

  test('that refuses a token is a wrong setting, and the token is not shown', async () => {
    const sandbox = await startSandbox();
    const { slack, probe } = probeOf(`${sandbox.url}/api/`, { bot: 'xoxb-hunter22', app: 'xapp-hunter22' });
    const access = await checkSlack(probe, slack, wanted);
    const socket = await checkSocketMode(probe);
    expect(access.accepted).toBe(false);
    expect([...access.findings, ...socket]).toMatchObject([
      { cause: 'configuration', text: 'refused (invalid_auth)' },
      { cause: 'configuration', text: 'refused (invalid_auth)' },
    ]);
    expect(JSON.stringify([access.findings, socket])).not.toContain('hunter22');
  });

  test('that cannot be reached is not taken for a wrong token', async () => {
    const { slack, probe } = probeOf(`http://127.0.0.1:${await freePort()}/api/`);
    const { findings } = await checkSlack(probe, slack, wanted);
    expect(findings).toMatchObject([{ cause: 'unreachable', text: 'does not answer (ECONNREFUSED)' }]);
  });

  test.each([
    [500, { ok: false, error: 'internal_error' }],
    [200, { ok: false, error: 'service_unavailable' }],
    [429, { ok: false, error: 'ratelimited' }],
  ])('that has trouble of its own (%i %j) is not taken for a wrong token', async (status, body) => {
    const server = createServer((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' }).end(JSON.stringify(body));
    });
    const { slack, probe } = probeOf(`http://127.0.0.1:${await occupy(server)}/api/`);
    expect((await checkSlack(probe, slack, wanted)).findings).toMatchObject([{ cause: 'unreachable' }]);
  });

  test('whose clock is minutes away is noticed from its answer', async () => {
    const server = createServer((_, response) => {
      response.sendDate = false;
      const date = new Date(Date.now() - 180_000).toUTCString();
      response.writeHead(200, { 'content-type': 'application/json', date }).end('{"ok":true,"team":"T","user":"u"}');
    });
    const { probe } = probeOf(`http://127.0.0.1:${await occupy(server)}/api/`);
    const slack = { kind: 'http', botToken: token, signingSecret: 'x', apiUrl: null } as const;
    const { findings } = await checkSlack(probe, slack, wanted);
    expect(findings.find(({ check }) => check === 'Clock')).toMatchObject({
      level: 'problem',
      text: expect.stringMatching(/^1(79|80|81) s ahead of Slack’s: signatures/),
    });
  });
});

test.each([
  [0, 'http', ['ok']],
  [60_000, 'http', ['ok']],
  [-60_001, 'http', ['problem']],
  [60_001, 'http', ['problem']],
  [61_000, 'socket', ['warning']],
  [null, 'http', []],
] as const)('a clock that is %s ms ahead is, by %s: %j', (skewMs, transport, levels) => {
  expect(judgeClock(skewMs, transport).map(({ level }) => level)).toEqual(levels);
});

test('scopes cannot be judged without the manifest or where the server does not tell them', () => {
  expect(judgeScopes(new Set(), null)).toMatchObject([{ level: 'warning' }]);
  expect(judgeScopes(null, wanted)).toMatchObject([{ level: 'ok' }]);
});

test('the scopes of a manifest are read with the comments that say why', () => {
  const manifest = `
oauth_config:
  scopes:
    bot:
      # the slash command
      - commands
      - chat:write # speaks
      # reads who is
      # on call
      - usergroups:read
      - plain
`;
  expect(readManifestScopes(manifest)).toEqual([
    { scope: 'commands', why: 'the slash command' },
    { scope: 'chat:write', why: 'speaks' },
    { scope: 'usergroups:read', why: 'reads who is on call' },
    { scope: 'plain', why: null },
  ]);
  expect(readManifestScopes('display_information: {}')).toEqual([]);
});

describe('the channels', () => {
  const config = (env: Record<string, string>) => readConfig(env);

  test('are there with the bot in them, or can be joined, or need an invitation', async () => {
    const sandbox = await startSandbox();
    const { probe } = probeOf(`${sandbox.url}/api/`);
    const both = config({ INCIDENT_CHANNEL: seeded.incidents, STAKEHOLDER_CHANNEL: seeded.random });
    expect(said(await checkChannels(probe, both, null))).toEqual([
      'ok INCIDENT_CHANNEL: #incidents, with the bot in it',
      'ok STAKEHOLDER_CHANNEL: #random; the bot joins it when it has something to say',
    ]);
    expect(await checkChannels(probe, both, new Set(['chat:write']))).toMatchObject([
      { level: 'ok' },
      { level: 'warning', text: expect.stringContaining('not in it') },
    ]);
  });

  test('that are not there or archived are wrong settings', async () => {
    const sandbox = await startSandbox();
    const { probe } = probeOf(`${sandbox.url}/api/`);
    const random = sandbox.workspace.channels.get(seeded.random);
    if (random !== undefined) random.is_archived = true;
    const both = config({ INCIDENT_CHANNEL: 'C0NOTHERE', STAKEHOLDER_CHANNEL: seeded.random });
    expect(await checkChannels(probe, both, null)).toMatchObject([
      { cause: 'configuration', text: expect.stringContaining('C0NOTHERE') },
      { cause: 'configuration', text: '#random is archived' },
    ]);
  });

  test('that are not set say what does not happen then', async () => {
    const { probe } = probeOf('http://127.0.0.1:1/');
    expect((await checkChannels(probe, config({}), null)).map(({ level }) => level)).toEqual(['ok', 'ok']);
  });
});

describe('the responders', () => {
  test('none: nobody may press a button, with the way to change it', async () => {
    const { probe } = probeOf('http://127.0.0.1:1/');
    expect(await checkResponders(probe, readConfig({}))).toMatchObject([
      { level: 'warning', text: 'nobody may press a containment button', fix: expect.stringContaining('RESPONDERS') },
    ]);
  });

  test('people and groups are looked up', async () => {
    const sandbox = await startSandbox();
    const { probe } = probeOf(`${sandbox.url}/api/`);
    const env = { RESPONDERS: `${seeded.responder},${seeded.second}`, RESPONDER_GROUPS: seeded.oncall };
    expect(said(await checkResponders(probe, readConfig(env)))).toEqual([
      'ok Responders: 2 people by id',
      `ok Responders: group ${seeded.oncall} with 2 members`,
    ]);
  });

  test('ids that are not there, and a group that is empty or cannot be read, are said', async () => {
    const sandbox = await startSandbox();
    const { probe } = probeOf(`${sandbox.url}/api/`);
    sandbox.workspace.groups.get(seeded.oncall)?.users.splice(0);
    const env = { RESPONDERS: `${seeded.responder},U0NOBODY`, RESPONDER_GROUPS: `${seeded.oncall},S0NOGROUP` };
    expect(said(await checkResponders(probe, readConfig(env)))).toEqual([
      'problem Responders U0NOBODY: refused (user_not_found)',
      `warning Responders: group ${seeded.oncall} has no members`,
      'problem Responders S0NOGROUP: refused (no_such_subteam)',
    ]);
    const narrow = await startSandbox(undefined, { scopes: ['chat:write'] });
    const [finding] = await checkResponders(
      probeOf(`${narrow.url}/api/`).probe,
      readConfig({ RESPONDER_GROUPS: 'S0ONCALL' }),
    );
    expect(finding).toMatchObject({ level: 'problem', fix: expect.stringContaining('usergroups:read') });
  });
});
