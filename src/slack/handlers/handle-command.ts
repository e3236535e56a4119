import type { IncidentRecord } from '../../incident/record.ts';
import { buildAboutIncident, buildHelp } from '../blocks/answers.ts';
import { buildErrorMessage } from '../blocks/error-message.ts';
import type { Desk } from '../desk.ts';
import { explainRefusal } from '../explain-error.ts';
import type { Asked } from '../inbound/records.ts';
import { parseCommand } from '../parse-command.ts';
import { renderMessage } from '../render-message.ts';
import { openSession } from '../routes/open-session.ts';

/** Does what was asked for in words, by a command or a mention, and answers. */
export async function handleWords(desk: Desk, to: Asked, key: string, text: string): Promise<void> {
  const { flows, answers, command } = desk;
  const asked = parseCommand(text);
  switch (asked.verb) {
    case 'help':
      return await answers.say(to, key, buildHelp(command));
    case 'unclear':
      return await answers.say(to, key, explainUnclear(asked.problem, command, desk.newId()));
    case 'list':
      return await answers.say(to, key, renderMessage({ kind: 'list', listing: await flows.listIncidents() }));
    case 'status':
      return await tellStatus(desk, to, key, asked.reference);
    case 'resolve':
      return await resolve(desk, to, key, asked.words);
    case 'open':
      return await openSession(desk, to, key, asked);
  }
}

/** It cannot be done as it was said. */
export function explainUnclear(problem: string, command: string, correlationId: string) {
  return buildErrorMessage({ problem, wayOut: `Type ${command} help for what can be asked.`, correlationId });
}

async function tellStatus(desk: Desk, to: Asked, key: string, reference: string | null): Promise<void> {
  const { flows, answers, command } = desk;
  const incident = reference === null ? await incidentHere(desk, to) : await flows.findIncident(reference);
  if (incident !== null) {
    const now = to.at;
    return await answers.say(to, key, renderMessage({ kind: 'card', incident, now, traceUrl: null }));
  }
  if (reference === null) {
    return await answers.say(to, key, renderMessage({ kind: 'list', listing: await flows.listIncidents() }));
  }
  const problem = `There is no incident ${reference}.`;
  const wayOut = `Type ${command} list to see the open ones.`;
  await answers.say(to, key, buildErrorMessage({ problem, wayOut, correlationId: desk.newId() }));
}

/** The first word names the incident, where it does; else the incident is the one of this channel. */
async function resolve(desk: Desk, to: Asked, key: string, words: readonly string[]): Promise<void> {
  const { flows, answers, command } = desk;
  const [first = '', ...rest] = words;
  const named = first === '' ? null : await flows.findIncident(first);
  const incident = named ?? (await incidentHere(desk, to));
  if (incident === null) {
    const problem =
      first === '' ? 'Which incident?' : `There is no incident ${first}, and none belongs to this channel.`;
    const wayOut = `Give its number: ${command} resolve #12 reason.`;
    return await answers.say(to, key, buildErrorMessage({ problem, wayOut, correlationId: desk.newId() }));
  }
  const reason = (named === null ? words : rest).join(' ').trim();
  const asked = { incidentId: incident.id, by: to.user, requestKey: key };
  const outcome = await flows.resolveIncident({ ...asked, reason: reason === '' ? null : reason });
  if (!outcome.ok) return await answers.say(to, key, explainRefusal(outcome, desk.newId()));
  const place = await flows.placeOf(incident.id);
  await answers.say(to, key, buildAboutIncident(incident, place?.permalink ?? null, 'is resolved.'));
}

async function incidentHere({ flows }: Desk, { channel, threadTs }: Asked): Promise<IncidentRecord | null> {
  const id = channel === null ? null : await flows.incidentOfMessage(channel, threadTs);
  return id === null ? null : await flows.findIncident(id);
}
