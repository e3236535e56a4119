import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { seeded } from '../../src/sandbox/seed.ts';
import { startSandbox } from './support.ts';

const line = { id: 'ses_1', label: 'order agent', state: 'running', text: 'step 3 of 9' };
const stop = { id: 'start', label: 'Start a session', path: '/start/tool-misfire' };

/** A program with a panel; `answer` is what it says of itself. */
async function startProgram(answer: () => unknown) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const body = request.method === 'GET' ? answer() : {};
    response.writeHead(body === null ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/agent/`, asked };
}

/** A sandbox whose page is open. */
async function startWatched(url: string) {
  const panels = [{ title: 'Example agent', url, command: '/agent-incident' }];
  const sandbox = await startSandbox(undefined, { panels, timing: { panelMs: 50 } });
  const page = new AbortController();
  onTestFinished(() => page.abort());
  await fetch(`${sandbox.url}/_sandbox/events`, { signal: page.signal });
  const panel = async () => (await sandbox.state(seeded.responder)).panels[0];
  return { ...sandbox, panel, page };
}

test('a panel shows what its program says, and its buttons reach that program only', async () => {
  const program = await startProgram(() => ({ title: 'Order agent', lines: [line], actions: [stop] }));
  const { panel, act } = await startWatched(program.url);
  expect((await panel()).reachable).toBeNull();
  await vi.waitFor(async () => expect((await panel()).reachable).toBe(true), { timeout: 5_000 });
  expect(await panel()).toEqual({
    id: '0',
    title: 'Order agent',
    command: '/agent-incident',
    reachable: true,
    lines: [line],
    actions: [{ id: 'start', label: 'Start a session' }],
  });
  expect(await act('panel', { panel: '0', action: 'start' })).toEqual({ ok: true, text: '' });
  expect(program.asked).toContain('POST /agent/start/tool-misfire');
  expect(await act('panel', { panel: '0', action: 'other' })).toMatchObject({ error: 'action_not_found' });
});

test('a panel whose program is away, or answers nonsense, is not reachable, and comes back', async () => {
  let answer: unknown = null;
  const program = await startProgram(() => answer);
  const { panel } = await startWatched(program.url);
  for (const nonsense of [
    null,
    'text',
    { lines: 'none' },
    { lines: [], actions: [{ ...stop, path: '//evil.example' }] },
  ]) {
    answer = { lines: [line] };
    await vi.waitFor(async () => expect((await panel()).reachable).toBe(true), { timeout: 5_000 });
    answer = nonsense;
    await vi.waitFor(async () => expect((await panel()).reachable).toBe(false), { timeout: 5_000 });
  }
  expect((await panel()).title).toBe('Example agent');
});

test('what a program says is cut to what fits', async () => {
  const long = { ...line, label: 'x'.repeat(1_000), text: 'y'.repeat(1_000) };
  const program = await startProgram(() => ({ lines: Array(100).fill(long) }));
  const { panel } = await startWatched(program.url);
  await vi.waitFor(async () => expect((await panel()).lines).toHaveLength(30), { timeout: 5_000 });
  expect((await panel()).lines[0]).toMatchObject({ label: `${'x'.repeat(119)}…`, text: `${'y'.repeat(299)}…` });
});

test('a program is left alone while no page is open', async () => {
  const program = await startProgram(() => ({ lines: [] }));
  const watched = await startWatched(program.url);
  await vi.waitFor(() => expect(program.asked.length).toBeGreaterThan(0), { timeout: 5_000 });
  watched.page.abort();
  const other = await startProgram(() => ({ lines: [] }));
  const second = await startWatched(other.url);
  const before = program.asked.length;
  await vi.waitFor(() => expect(other.asked.length).toBeGreaterThan(1), { timeout: 5_000 });
  second.page.abort();
  expect(program.asked.length - before).toBeLessThanOrEqual(1);
});
