import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { handleCall, type PostTimes } from './api/call.ts';
import { receiveUpload } from './api/files.ts';
import { respond } from './api/response-url.ts';
import { control } from './control/control.ts';
import type { Live } from './control/live.ts';
import type { Notices } from './control/notices.ts';
import { servePage } from './control/page-files.ts';
import { showState } from './control/show-state.ts';
import type { Core } from './core.ts';
import { SlackFailure } from './failure.ts';
import { readBody, sendJson, sendText } from './http.ts';
import type { Panels } from './panels/panels.ts';
import { seeded } from './seed.ts';
import { refuseUpgrade } from './socket/web-socket.ts';

/** What the routes need beside the core. */
export interface Parts {
  core: Core;
  notices: Notices;
  live: Live;
  panels: Panels;
  posts: PostTimes;
}

/** Answers one request, whoever it comes from: the bot, a test or the page. */
export async function route(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  const [, area = '', name = ''] = pathname.split('/');
  if (!isLocal(request)) return sendText(response, 403, 'The sandbox answers on localhost only.');
  if (area === 'api') return handleCall(parts.core, parts.posts, name, request, response);
  if (area === '_upload') return upload(parts.core, name, request, response);
  if (area === '_response') return answerResponseUrl(parts.core, name, request, response);
  if (area === '_files') return sendFile(parts.core, name, request, response);
  if (area === '_sandbox' || area === '_faults') {
    return controlRoute(parts, area === '_faults' ? 'faults' : name, request, response);
  }
  if (area === 'archives') {
    response.writeHead(302, { location: `/#${toPlace(name, request)}` });
    return void response.end();
  }
  if (await servePage(pathname, response)) return;
  sendText(response, 404, 'Not found');
}

/** Takes a bot that connects in Socket Mode. */
export function upgrade(core: Core, request: IncomingMessage, socket: Duplex): void {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  if (isLocal(request) && pathname === '/_socket') core.sockets.join(request, socket);
  else refuseUpgrade(socket, 404);
}

/** `/archives/C…/p<ts>?thread_ts=…` as the page's own address: channel, message, thread. */
function toPlace(channel: string, request: IncomingMessage): string {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const digits = /^p(\d+)(\d{6})$/.exec(url.pathname.split('/')[3] ?? '');
  const ts = digits === null ? '' : `${digits[1]}.${digits[2]}`;
  return [channel, ts, url.searchParams.get('thread_ts') ?? ''].map(encodeURIComponent).join('/').replace(/\/+$/, '');
}

/** A page elsewhere whose name was made to point here must not reach us (DNS rebinding). */
function isLocal(request: IncomingMessage): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
}

async function controlRoute(
  { core, notices, live, panels }: Parts,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  if (request.method === 'GET' && name === 'events') return live.join(response);
  if (request.method === 'GET' && name === 'state') {
    return sendJson(response, 200, showState(core, notices, panels, url.searchParams.get('user') ?? seeded.responder));
  }
  if (request.method === 'GET' && name === 'faults') return sendJson(response, 200, { faults: core.faults.list() });
  // A form on a foreign page cannot send JSON or DELETE without asking first, and we never allow it.
  if (request.method === 'DELETE' && name === 'faults') {
    core.faults.clear();
    core.changed();
    return sendJson(response, 200, { faults: [] });
  }
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  if (request.method !== 'POST' || !isJson) return sendJson(response, 415, { error: 'POST with a JSON body' });
  try {
    const body: unknown = JSON.parse((await readBody(request)).toString('utf8'));
    core.record.append('control', core.clock.now(), { name, body });
    sendJson(response, 200, await control({ core, notices, panels }, name, body));
  } catch (error) {
    if (error instanceof SlackFailure) return sendJson(response, 400, { error: error.code, ...error.extra });
    if (error instanceof z.ZodError) return sendJson(response, 400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return sendJson(response, 400, { error: 'The body is not JSON.' });
    throw error;
  }
}

async function upload(core: Core, id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const contentType = request.headers['content-type'] ?? '';
  try {
    const content = contentType.startsWith('multipart/form-data') ? await firstPart(body, contentType) : body;
    receiveUpload(core, id, content);
    core.record.append('upload', core.clock.now(), { file: id, size: content.length });
    sendText(response, 200, `OK - ${content.length}`);
  } catch (error) {
    sendText(response, 400, error instanceof SlackFailure ? error.code : 'invalid_multipart');
  }
}

async function firstPart(body: Buffer, contentType: string): Promise<Buffer> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  for (const value of form.values())
    return typeof value === 'string' ? Buffer.from(value) : Buffer.from(await value.arrayBuffer());
  throw new SlackFailure('file_not_found');
}

async function answerResponseUrl(core: Core, id: string, request: IncomingMessage, response: ServerResponse) {
  const body = await readBody(request);
  const faults = core.faults.take('response_url').map(({ fault }) => fault);
  if (faults.includes('reset')) return void request.socket.destroy();
  if (faults.includes('server_error')) return sendText(response, 500, 'internal_error');
  let payload: unknown = null;
  let error: SlackFailure | null = null;
  try {
    payload = JSON.parse(body.toString('utf8'));
    respond(core, id, payload);
  } catch (thrown) {
    error = thrown instanceof SlackFailure ? thrown : new SlackFailure('invalid_payload');
  }
  core.record.append('response_url', core.clock.now(), { id, ok: error === null, error: error?.code ?? null, payload });
  if (faults.includes('lost_response')) return void request.socket.destroy();
  if (error === null) return sendText(response, 200, 'ok');
  const status = error.code === 'used_url' || error.code === 'expired_url' ? 404 : 400;
  sendJson(response, status, { ok: false, error: error.code, ...error.extra });
}

/** Uploaded files are shown as text or picture, never as a page of ours. */
function sendFile(core: Core, id: string, request: IncomingMessage, response: ServerResponse): void {
  const file = core.workspace.files.get(id);
  if (file === undefined) {
    sendText(response, 404, 'file_not_found');
    return;
  }
  const download = new URL(request.url ?? '/', 'http://sandbox').searchParams.has('download');
  const png = file.content.subarray(0, 4).toString('latin1') === '\x89PNG';
  response.writeHead(200, {
    'content-type': png ? 'image/png' : 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    ...(download
      ? { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.entry.name)}` }
      : {}),
  });
  response.end(file.content);
}
