import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkGrant } from './desks.ts';

/** Links that open in a browser without a login: what they allow is in them, signed, until they run out. */
export interface SignedLinks {
  /** The URL of the postmortem's page, or of its editor. */
  make(grant: LinkGrant, until: Date): string;
  /** What a token allows; null when it is forged or has run out. */
  verify(token: string, now: Date): LinkGrant | null;
}

const uses = { r: 'read', e: 'edit' } as const;

/**
 * @param key signs; whoever has it can make links.
 * @param baseUrl where the pages are served, without a slash at the end; asked for at each link, because the port may
 *   be known late.
 */
export function createSignedLinks(key: string, baseUrl: () => string): SignedLinks {
  const sign = (text: string) => createHmac('sha256', key).update(`link.v1.${text}`).digest('base64url').slice(0, 32);
  return {
    make({ incidentId, use, user }, until) {
      const text = [incidentId, use === 'edit' ? 'e' : 'r', user ?? '-', Math.floor(until.getTime() / 1000)].join('.');
      const page = `${baseUrl()}/postmortems/${encodeURIComponent(`${text}.${sign(text)}`)}`;
      return use === 'edit' ? `${page}/edit` : page;
    },
    verify(token, now) {
      const [incidentId, use, user, until, signature, ...more] = token.split('.');
      if (incidentId === undefined || user === undefined || signature === undefined || more.length > 0) return null;
      const given = Buffer.from(signature);
      const expected = Buffer.from(sign([incidentId, use, user, until].join('.')));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      if (Number(until) * 1000 < now.getTime() || (use !== 'r' && use !== 'e')) return null;
      return { incidentId, use: uses[use], user: user === '-' ? null : user };
    },
  };
}
