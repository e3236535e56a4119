import { createHash } from 'node:crypto';
import { buildAboutIncident } from '../blocks/answers.ts';
import type { RecordedClick } from './route.ts';

/** Uploads the timeline as a file to the incident's thread, and tells the person where it is. */
export function exportTimeline(format: 'markdown' | 'json') {
  return async ({ desk, flows, record, key, asked }: RecordedClick) => {
    const outcome = await flows.exportTimeline(asked.incidentId, format);
    if (!outcome.ok) return outcome;
    const place = (await flows.placeOf(asked.incidentId)) ?? { channel: record.channel, ts: null };
    if (place.channel === null) {
      return { ok: false, code: 'conflict', message: 'The card is not posted yet. Try again in a moment.' } as const;
    }
    const link = await desk.notifier.upload({
      channel: place.channel,
      threadTs: place.ts,
      name: withMark(outcome.name, key),
      title: outcome.name,
      content: new TextEncoder().encode(outcome.text),
      // Another attempt of the same request may have uploaded it.
      mayExist: true,
    });
    const incident = await flows.findIncident(asked.incidentId);
    if (incident !== null && link !== null) {
      await desk.answers.say(record, key, buildAboutIncident(incident, link, `timeline: ${outcome.name}`));
    }
    return undefined;
  };
}

/** `timeline.md` as `timeline-3f2a9c01.md`: one name per request. */
function withMark(name: string, key: string): string {
  const mark = createHash('sha256').update(key).digest('hex').slice(0, 8);
  const dot = name.lastIndexOf('.');
  return dot < 1 ? `${name}-${mark}` : `${name.slice(0, dot)}-${mark}${name.slice(dot)}`;
}
