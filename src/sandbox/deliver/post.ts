import type { Core } from '../core.ts';
import { signRequest } from '../signature.ts';

/** What the bot did with a delivery. */
export type Reply =
  | { kind: 'answered'; status: number; body: string }
  | { kind: 'timeout' }
  | { kind: 'failed'; reason: string };

/**
 * Sends one signed request to the bot and waits for its acknowledgement, three seconds at most. Recorded before it is
 * sent and when it is answered.
 *
 * @param kind - `command`, `interactive` or `event`; the fault switch is `deliver.<kind>`.
 */
export async function post(
  core: Core,
  kind: 'command' | 'interactive' | 'event',
  body: string,
  payload: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const faults = core.faults.take(`deliver.${kind}`);
  const delay = faults.find(({ fault }) => fault === 'delay');
  if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, delay.delay_ms));
  const first = send(core, kind, body, payload, headers);
  if (faults.some(({ fault }) => fault === 'duplicate')) await send(core, kind, body, payload, headers);
  return first;
}

async function send(
  core: Core,
  kind: string,
  body: string,
  payload: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  if (core.stopping.aborted) return { kind: 'failed', reason: 'the sandbox is closing' };
  const delivery = core.newId('Dl');
  const contentType = kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded';
  core.record.append('sent', core.clock.now(), { delivery, to: kind, payload, headers });
  const reply = await fetch(core.botUrl, {
    method: 'POST',
    body,
    redirect: 'manual',
    headers: { 'content-type': contentType, ...headers, ...signRequest(core.signingSecret, body, core.clock.now()) },
    signal: AbortSignal.any([core.stopping, AbortSignal.timeout(core.timing.ackTimeoutMs)]),
  })
    .then(async (response): Promise<Reply> => {
      return { kind: 'answered', status: response.status, body: await response.text() };
    })
    .catch((error: unknown): Reply => {
      if (error instanceof Error && error.name === 'TimeoutError') return { kind: 'timeout' };
      return { kind: 'failed', reason: error instanceof Error ? String(error.cause ?? error.message) : 'unknown' };
    });
  core.record.append('answered', core.clock.now(), { delivery, to: kind, reply });
  return reply;
}

/** What the payloads of every delivery have in common. */
export function envelope(core: Core, user: string) {
  const { team, app, users } = core.workspace;
  const name = users.get(user)?.name ?? '';
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: user, username: name, name, team_id: team.id },
    api_app_id: app.id,
    token: 'sandbox-verification-token',
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A trigger for one modal; it lives three seconds. */
export function newTrigger(core: Core, user: string, viewId: string | null = null): string {
  const id = `${core.newId('1')}.${core.newId('2')}`;
  core.workspace.triggers.set(id, { user, viewId, used: false, expiresAtMs: core.clock.now() + 3_000 });
  return id;
}
