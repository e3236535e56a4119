import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { HttpFailure } from './failure.ts';

/**
 * Lets a request pass that carries `Authorization: Bearer <token>`; takes the same time for every wrong token.
 *
 * @param variable - the environment variable that holds the token, for the way out.
 * @throws HttpFailure 503 when no token is configured (never open), 401 when another or none was sent.
 */
export function requireBearer(headers: IncomingHttpHeaders, token: string | null, variable: string): void {
  if (token === null || token === '') {
    throw new HttpFailure(503, 'http.no-token', `This is switched off until ${variable} is set. Set it and restart.`);
  }
  const given = /^bearer +([^\s]+) *$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return;
  throw new HttpFailure(
    401,
    'http.unauthorized',
    `Send the header "Authorization: Bearer …" with the value of ${variable}.`,
  );
}

/** Equal lengths, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
