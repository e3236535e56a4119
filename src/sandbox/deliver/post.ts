import type { Core } from '../core.ts';
import type { Fault } from '../faults.ts';
import { signRequest } from '../signature.ts';
import type { Envelope } from '../socket/sockets.ts';
import type { Reply } from './reply.ts';

export type DeliveryKind = 'command' | 'interactive' | 'event';

/** One thing to hand to the bot, ready for both ways of delivering it. */
export interface Delivery {
  kind: DeliveryKind;
  payload: Readonly<Record<string, unknown>>;
  /** For events: which attempt this is, and what was wrong with the one before. */
  retry?: { number: number; reason: string };
}

const envelopeTypes = { command: 'slash_commands', interactive: 'interactive', event: 'events_api' } as const;

/**
 * Hands something to the bot and waits for its acknowledgement, three seconds at most: to one of its sockets when there
 * are any, else by a signed request. Recorded before it is sent and when it is answered; `deliver.<kind>` faults apply.
 */
export async function post(core: Core, delivery: Delivery): Promise<Reply> {
  const faults = core.faults.take(`deliver.${delivery.kind}`);
  const delay = faults.find(({ fault }) => fault === 'delay');
  if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, delay.delay_ms));
  const kinds = faults.map(({ fault }) => fault);
  const first = send(core, delivery, kinds);
  if (kinds.includes('duplicate')) await send(core, delivery, kinds);
  return first;
}

async function send(core: Core, delivery: Delivery, faults: readonly Fault['fault'][]): Promise<Reply> {
  if (core.stopping.aborted) return { kind: 'failed', reason: 'the sandbox is closing' };
  const { kind, payload, retry } = delivery;
  const id = core.newId('Dl');
  const headers: Record<string, string> =
    retry === undefined ? {} : { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason };
  const via = core.sockets.connected() ? 'socket' : 'http';
  core.record.append('sent', core.clock.now(), { delivery: id, to: kind, via, payload, headers });
  const reply =
    via === 'socket'
      ? await core.sockets.ask(toEnvelope(delivery), core.timing.ackTimeoutMs)
      : await request(core, delivery, headers, faults);
  core.record.append('answered', core.clock.now(), { delivery: id, to: kind, reply });
  return reply;
}

function toEnvelope({ kind, payload, retry }: Delivery): Envelope {
  const accepts_response_payload = kind === 'command' || payload.type === 'view_submission';
  const again = retry === undefined ? {} : { retry_attempt: retry.number, retry_reason: retry.reason };
  return { type: envelopeTypes[kind], payload, accepts_response_payload, ...again };
}

/** Commands are forms, interactive payloads one field of a form, events JSON. */
function toBody({ kind, payload }: Delivery): string {
  if (kind === 'event') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(payload as Record<string, string>).toString();
}

/** A signature that is not ours, or older than the five minutes a bot should accept, is a fault to switch on. */
function sign(core: Core, body: string, faults: readonly Fault['fault'][]): Record<string, string> {
  const secret = faults.includes('bad_signature') ? 'not the secret' : core.signingSecret;
  return signRequest(secret, body, core.clock.now() - (faults.includes('old_signature') ? 6 * 60_000 : 0));
}

async function request(
  core: Core,
  delivery: Delivery,
  headers: Readonly<Record<string, string>>,
  faults: readonly Fault['fault'][],
): Promise<Reply> {
  const body = toBody(delivery);
  const contentType = delivery.kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded';
  const late = startDeadline(core);
  try {
    const response = await fetch(core.botUrl, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (sandbox)',
        ...headers,
        ...sign(core, body, faults),
      },
      signal: late.signal,
    });
    const reply: Reply = { kind: 'answered', status: response.status, body: await response.text() };
    return response.headers.get('x-slack-no-retry') === '1' ? { ...reply, noRetry: true } : reply;
  } catch (error) {
    if (late.passed()) return { kind: 'timeout' };
    return { kind: 'failed', reason: error instanceof Error ? String(error.cause ?? error.message) : 'unknown' };
  } finally {
    late.clear();
  }
}

/** Not AbortSignal.any over AbortSignal.timeout: Node 20 may collect the inner signal, and then it never fires. */
function startDeadline({ stopping, timing }: Core) {
  const controller = new AbortController();
  let passed = false;
  const abort = () => controller.abort();
  const timer = setTimeout(() => {
    passed = true;
    abort();
  }, timing.ackTimeoutMs);
  stopping.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    passed: () => passed,
    clear() {
      clearTimeout(timer);
      stopping.removeEventListener('abort', abort);
    },
  };
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

/** A trigger for one modal; it lives three seconds: https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
export function newTrigger(core: Core, user: string, viewId: string | null = null): string {
  const id = `${core.newId('1')}.${core.newId('2')}`;
  core.workspace.triggers.set(id, { user, viewId, used: false, expiresAtMs: core.clock.now() + 3_000 });
  return id;
}
