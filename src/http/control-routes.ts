import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ControlDesk } from '../flows/desks.ts';
import { requireBearer } from './bearer.ts';
import { HttpFailure } from './failure.ts';
import type { LongPolls } from './long-polls.ts';
import { readText } from './read-body.ts';

const longestWaitSeconds = 60;
/** As long as an order may be. */
const longestAck = 65_536;
const longestSessionId = 256;

/** The control endpoints of docs/guard.md. */
export function addControlRoutes(
  server: FastifyInstance,
  control: ControlDesk,
  token: string | null,
  polls: LongPolls,
): void {
  const onRequest = async ({ headers }: FastifyRequest): Promise<void> =>
    requireBearer(headers, token, 'CONTROL_TOKEN');

  server.route<{ Params: { session: string }; Querystring: { since?: unknown } }>({
    method: 'GET',
    url: '/v1/control/:session',
    exposeHeadRoute: false,
    onRequest,
    handler: async (request, reply) => {
      const session = parseSession(request.params.session);
      const since = parseSince(request.query.since);
      const waitMs = parseWait(request.headers.prefer) * 1_000;
      const order = await polls.hold(reply.raw, (signal) => control.poll(session, since, waitMs, signal));
      reply.header('cache-control', 'no-store');
      return order === null ? await reply.code(204).send() : await reply.code(200).send(order);
    },
  });

  server.route<{ Params: { session: string } }>({
    method: 'POST',
    url: '/v1/control/:session/ack',
    onRequest,
    handler: async (request, reply) => {
      const session = parseSession(request.params.session);
      const body = parseJson(await readText(request.raw, longestAck));
      const signature = request.headers['x-guard-signature'];
      const verdict = await control.acknowledge(session, body, typeof signature === 'string' ? signature : undefined);
      if (verdict === 'accepted' || verdict === 'repeated') return await reply.code(200).send({ result: verdict });
      throw refusals[verdict]();
    },
  });
}

const refusals = {
  forged: () =>
    new HttpFailure(401, 'control.forged', 'The signature does not hold. Sign with this session’s own guard secret.'),
  stale: () =>
    new HttpFailure(
      409,
      'control.stale',
      'This confirms an order that is no longer in force. Poll for the present one.',
    ),
  mismatch: () =>
    new HttpFailure(409, 'control.mismatch', 'This is not the state the order asks for. Confirm what was ordered.'),
  malformed: () =>
    new HttpFailure(400, 'control.malformed', 'This is no acknowledgement. docs/guard.md says which fields it has.'),
};

function parseSession(id: string): string {
  const usable = id !== '' && id.length <= longestSessionId && id !== '.' && id !== '..' && !/\p{Cc}|\p{Cs}/u.test(id);
  if (usable) return id;
  throw new HttpFailure(
    400,
    'control.bad-session',
    'A session id has 1 to 256 characters, none of them a control character.',
  );
}

function parseSince(value: unknown): number {
  if (value === undefined) return 0;
  const since = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(since)) return since;
  throw new HttpFailure(400, 'control.bad-since', 'since must be a revision: a whole number from 0.');
}

/** RFC 7240: a preference that cannot be read is as if it were not there. */
function parseWait(header: string | string[] | undefined): number {
  const preferences = [header ?? ''].flat().join(',').split(',');
  for (const preference of preferences) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:;.*)?$/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), longestWaitSeconds);
  }
  return 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HttpFailure(400, 'control.malformed', 'The body is not JSON. docs/guard.md shows one.', cause);
  }
}
