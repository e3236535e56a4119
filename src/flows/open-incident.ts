import { AppError } from '../errors.ts';
import type { OpenInput, OpenOutcome } from './api.ts';
import { findChannel } from './find-channel.ts';
import type { Parts } from './parts.ts';
import { placeOf } from './place-of.ts';

/** How long to look for the session before the incident is opened without knowing that it exists. */
const lookMs = 4_000;

const printableId = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,256}$/u;

/**
 * Opens the incident of a session, or gives back the one that is open. A source that is down does not stop it:
 * containment must be possible at once.
 */
export async function openIncident(parts: Parts, input: OpenInput): Promise<OpenOutcome> {
  const sessionId = input.sessionId.trim();
  if (!printableId.test(sessionId)) {
    return { result: 'invalid', message: 'That is no session id: 1 to 256 characters on one line.' };
  }
  const known = await parts.incidents.findBySession(sessionId);
  if (known?.status === 'open') {
    const place = await placeOf(parts, known.id);
    return { result: 'existing', incident: known, place, channel: place?.channel ?? null };
  }
  if (input.anyway !== true) {
    const missing = await lookFor(parts, sessionId);
    if (missing !== null) return { result: 'unknown_session', sessionId, suggestions: missing.suggestions };
  }
  const channel = await findChannel(parts, input.channel);
  if (channel === null) {
    const message =
      'I cannot post in this channel and no incident channel is set. Invite me here, or set INCIDENT_CHANNEL; nothing was opened.';
    return { result: 'invalid', message };
  }
  const { incident, created } = await parts.incidents.openIncident({
    sessionId,
    openedBy: input.by,
    now: parts.now(),
    requestKey: input.requestKey,
    askedIn: channel,
    wrongOutputStep: input.wrongOutputStep ?? null,
  });
  return { result: created ? 'opened' : 'existing', incident, place: await placeOf(parts, incident.id), channel };
}

/** Null when the session is there, or when nobody can tell in time. */
async function lookFor({ source, log }: Parts, sessionId: string): Promise<{ suggestions: string[] } | null> {
  const signal = AbortSignal.timeout(lookMs);
  try {
    for await (const _event of source.fetch(sessionId, signal)) break;
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'trace.session-not-found') {
      const { suggestions } = error.details;
      return { suggestions: Array.isArray(suggestions) ? suggestions.map(String).slice(0, 5) : [] };
    }
    log.warn({ code: error instanceof AppError ? error.code : 'unknown' }, 'the session could not be looked up');
    return null;
  }
}
