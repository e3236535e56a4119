import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Refused } from '../flows/api.ts';
import type { LinkGrant, PostmortemDesk } from '../flows/desks.ts';
import { HttpFailure } from './failure.ts';
import { type Notice, renderNotice } from './notice-page.ts';
import { readText } from './read-body.ts';
import { isSameOrigin } from './same-origin.ts';

type Route = { Params: { token: string }; Querystring: { saved?: unknown } };
type Form = Readonly<Record<string, string>>;

const longestForm = 2 * 1_048_576;
const mostFields = 1_000;

/** The postmortem in a browser, by the links that Slack shows. */
export function addPostmortemRoutes(server: FastifyInstance, desk: PostmortemDesk): void {
  server.get<Route>('/postmortems/:token', async (request, reply) => {
    const nonce = protect(reply, 'no-referrer');
    const grant = desk.verify(request.params.token);
    const page = grant === null ? null : await desk.page(grant, nonce);
    return await send(reply, nonce, page ?? gone);
  });

  server.get<Route>('/postmortems/:token/edit', async (request, reply) => {
    const nonce = protect(reply, 'same-origin');
    const grant = editGrant(desk, request.params.token);
    if (grant === null) return await send(reply, nonce, gone);
    const saved = request.query.saved === '1' ? { ok: true, message: 'Saved.' } : undefined;
    const page = await (saved === undefined ? desk.editor(grant, nonce) : desk.editor(grant, nonce, saved));
    return await send(reply, nonce, page ?? gone);
  });

  server.post<Route>('/postmortems/:token/edit', async (request, reply) => {
    const nonce = protect(reply, 'same-origin');
    const { token } = request.params;
    const grant = editGrant(desk, token);
    if (grant === null) return await send(reply, nonce, gone);
    if (!isSameOrigin(request.headers)) return await send(reply, nonce, foreign, 403);
    const form = parseForm(request.headers['content-type'], await readText(request.raw, longestForm));
    const editor = `/postmortems/${encodeURIComponent(token)}/edit`;
    const outcome = await desk.save(grant, form);
    if (outcome.ok || outcome.code === 'repeated') return await reply.redirect(`${editor}?saved=1`, 303);
    return await send(reply, nonce, notSaved(outcome, form, editor), statuses[outcome.code]);
  });
}

const statuses = { conflict: 409, invalid: 422, not_allowed: 403, not_found: 404 };

const gone: Notice = {
  title: 'This link does not work',
  sentences: [
    'It has run out, or is not complete.',
    'Go to the incident in Slack: the postmortem’s message there has a new link, and its Edit button gives you one of your own.',
  ],
};

const foreign: Notice = {
  title: 'Not saved',
  sentences: [
    'Your browser does not say that this came from our own page, so it was not accepted.',
    'Open the editor by its link in Slack, and save there.',
  ],
};

/** What was typed stays on the page: the only copy there is. */
function notSaved(refused: Refused, form: Form, editor: string): Notice {
  const texts = Object.entries(form)
    .filter(([name]) => name.startsWith('section:'))
    .map(([name, text]) => ({ label: name.slice('section:'.length), text }));
  return {
    title: 'Not saved',
    sentences: [refused.message, 'Your text is below. Copy what you want to keep, then open the editor again.'],
    link: { href: editor, label: 'Open the editor with the present text' },
    texts,
  };
}

function editGrant(desk: PostmortemDesk, token: string): LinkGrant | null {
  const grant = desk.verify(token);
  return grant?.use === 'edit' ? grant : null;
}

/** @returns the nonce that the page's style must carry. */
function protect(reply: FastifyReply, referrer: 'no-referrer' | 'same-origin'): string {
  const nonce = randomBytes(16).toString('base64url');
  reply.headers({
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cache-control': 'no-store',
    // With `no-referrer` a browser sends its own form with `Origin: null`, and we could not tell it from a foreign one.
    'referrer-policy': referrer,
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
  });
  return nonce;
}

async function send(reply: FastifyReply, nonce: string, page: string | Notice, status = 200): Promise<FastifyReply> {
  reply.type('text/html; charset=utf-8');
  if (typeof page === 'string') return await reply.code(status).send(page);
  return await reply.code(page === gone ? 404 : status).send(renderNotice(page, nonce));
}

function parseForm(contentType: string | undefined, text: string): Form {
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new HttpFailure(415, 'http.bad-type', 'Send the form as application/x-www-form-urlencoded.');
  }
  const fields = [...new URLSearchParams(text)];
  if (fields.length > mostFields)
    throw new HttpFailure(413, 'http.too-large', `A form has at most ${mostFields} fields.`);
  // Browsers send line ends as CRLF.
  return Object.fromEntries(fields.map(([name, value]) => [name, value.replaceAll('\r\n', '\n')]));
}
