import type { IncomingHttpHeaders } from 'node:http';

/**
 * Did this form come from a page of ours? Browsers say so in `Sec-Fetch-Site`, and where they do not (plain http) in
 * `Origin`; a request with neither comes from no browser we know and is refused.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (origin === undefined || host === undefined) return false;
  try {
    return new URL(origin).host === host.toLowerCase();
  } catch {
    return false;
  }
}
