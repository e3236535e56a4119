import { type Answer, type Exchange, refuse } from '../http/exchange.ts';
import type { AgentRecord } from '../record.ts';
import type { SessionFacts } from '../session/session.ts';
import { stepHeader } from '../session/store-client.ts';
import type { Credentials } from './credentials.ts';
import type { Stock } from './stock.ts';
import { answerStoreCall } from './store-api.ts';

/** What the store's HTTP side works with. */
export interface StoreDoor {
  stock: Stock;
  credentials: Credentials;
  record: AgentRecord;
  now: () => number;
  findSession(id: string): SessionFacts | null;
}

/** The path below which the store answers. */
export const storePath = '/store';
/** A call that only shows whether a key still opens the store. */
export const pingPath = '/ping';

/** Answers a call to the store: key first, then the call. Every call is on record before its answer leaves. */
export function answerAtDoor(door: StoreDoor, exchange: Exchange): Answer {
  const { credentials, record } = door;
  const path = exchange.url.pathname.slice(storePath.length);
  const key = /^Bearer (\S+)$/.exec(exchange.headers.authorization ?? '')?.[1] ?? '';
  const sessionId = credentials.sessionOf(key);
  const answer =
    sessionId === null || credentials.isRevoked(sessionId)
      ? refuse(401, sessionId === null ? 'a valid API key is needed' : 'this API key is revoked')
      : answerCall(door.stock, exchange, path);
  const step = Number(exchange.headers[stepHeader]);
  const call = {
    step: Number.isSafeInteger(step) && step > 0 ? step : null,
    method: exchange.method,
    path,
    status: answer.status,
  };
  // A responder's check is no act of the session.
  record.write(path === pingPath ? 'key_checked' : 'store_call', { session_id: sessionId, ...call });
  const facts = sessionId === null ? null : door.findSession(sessionId);
  if (path !== pingPath) facts?.store_calls.push({ at: new Date(door.now()).toISOString(), ...call });
  return answer;
}

function answerCall(stock: Stock, exchange: Exchange, path: string): Answer {
  let body: unknown;
  try {
    body = exchange.body === '' ? undefined : JSON.parse(exchange.body);
    return answerStoreCall(stock, { method: exchange.method, path, query: exchange.url.searchParams, body });
  } catch (error) {
    // JSON that is none, or a path that cannot be decoded.
    if (error instanceof SyntaxError || error instanceof URIError) return refuse(400, 'the request cannot be read');
    throw error;
  }
}
