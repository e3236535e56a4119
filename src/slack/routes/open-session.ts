import { buildAboutIncident, buildOpened, buildUnknownSession, parseSessionValue } from '../blocks/answers.ts';
import type { Desk } from '../desk.ts';
import { explainRefusal } from '../explain-error.ts';
import type { Asked } from '../inbound/records.ts';
import type { RecordedClick } from './route.ts';

export interface OpenSession {
  sessionId: string;
  wrongOutputStep: number | null;
  anyway?: boolean;
}

/**
 * Opens the incident of a session and tells the person what they cannot see for themselves: that it was open already,
 * that it is elsewhere, or why nothing was opened.
 */
export async function openSession(desk: Desk, to: Asked, key: string, asked: OpenSession): Promise<void> {
  const { flows, answers, command } = desk;
  const { sessionId, wrongOutputStep, anyway = false } = asked;
  const outcome = await flows.openIncident({
    sessionId,
    channel: to.channel,
    by: to.user,
    requestKey: key,
    anyway,
    ...(wrongOutputStep === null ? {} : { wrongOutputStep }),
  });
  if (outcome.result === 'invalid') return await answers.say(to, key, explainRefusal(outcome, desk.newId()));
  if (outcome.result === 'unknown_session') {
    const { suggestions } = outcome;
    const correlationId = desk.newId();
    const built = buildUnknownSession({ sessionId, wrongOutputStep, suggestions, command, correlationId });
    return await answers.say(to, key, built);
  }
  const { incident, place, channel, result } = outcome;
  if (result === 'existing' && wrongOutputStep !== null && incident.wrong_output_step !== wrongOutputStep) {
    const on = { incidentId: incident.id, by: to.user, requestKey: key };
    const changed = await flows.setWrongOutput({ ...on, step: wrongOutputStep });
    const said = changed.ok ? `is open already: wrong output is now step ${wrongOutputStep}.` : changed.message;
    return await answers.say(to, key, buildAboutIncident(incident, place?.permalink ?? null, said));
  }
  const inSight = result === 'opened' && to.channel !== null && (place?.channel ?? channel) === to.channel;
  if (!inSight || to.threadTs !== null) await answers.say(to, key, buildOpened(outcome));
}

/** The button beside an unknown session. */
export async function openAnyway({ desk, record, key }: RecordedClick) {
  const asked = parseSessionValue(record.value);
  if (asked === null) return undefined;
  await openSession(desk, record, key, {
    sessionId: asked.session,
    wrongOutputStep: asked.wrongOutputStep,
    anyway: true,
  });
  return undefined;
}
