import type { OpenOutcome } from '../../flows/api.ts';
import type { IncidentRecord } from '../../incident/record.ts';
import { actionIds } from '../action-ids.ts';
import { escapeFallback, escapeMrkdwn } from '../kit.ts';
import { actions, type BuiltMessage, button, context, safeUrl, section } from './elements.ts';

/** `*Incident #12*` as a link where there is one. */
function incidentName({ number }: Pick<IncidentRecord, 'number'>, permalink: string | null): string {
  const url = safeUrl(permalink);
  const name = `Incident #${number}`;
  return url === null || /[|<>]/.test(url) ? `*${name}*` : `<${url}|${name}>`;
}

function placeText(posted: boolean, channel: string | null): string {
  const where = channel !== null && /^[CGD][A-Z0-9]{2,20}$/.test(channel) ? ` in <#${channel}>` : '';
  return posted ? `its card is posted${where}` : `its card will be posted${where} in a moment`;
}

/** Where the incident of a session is, for the person who asked for it. */
export function buildOpened(outcome: Extract<OpenOutcome, { incident: IncidentRecord }>): BuiltMessage {
  const { incident, place, channel, result } = outcome;
  const session = `\`${escapeMrkdwn(incident.session_id, 120)}\``;
  const what = result === 'opened' ? `is open for ${session}` : `is open already for ${session}`;
  const name = incidentName(incident, place?.permalink ?? null);
  return {
    text: `Incident #${incident.number} is open`,
    blocks: [section(`${name} ${what}: ${placeText(place !== null, place?.channel ?? channel)}.`)],
  };
}

/** A sentence about an incident, with the link to it where there is one. */
export function buildAboutIncident(
  incident: Pick<IncidentRecord, 'number'>,
  permalink: string | null,
  sentence: string,
): BuiltMessage {
  return {
    text: `Incident #${incident.number} ${escapeFallback(sentence, 300)}`,
    blocks: [section(`${incidentName(incident, permalink)} ${escapeMrkdwn(sentence, 600)}`)],
  };
}

/** What the button to open an incident all the same remembers: what the person typed. */
export function formatSessionValue(session: string, wrongOutputStep: number | null): string {
  return `${wrongOutputStep ?? ''}|${session}`;
}

/** Reads a value of {@link formatSessionValue}; null when it is none. */
export function parseSessionValue(value: string): { session: string; wrongOutputStep: number | null } | null {
  const [, step, session] = /^(\d{0,9})\|(.{1,300})$/su.exec(value) ?? [];
  if (session === undefined) return null;
  return { session, wrongOutputStep: step === '' || step === undefined ? null : Number(step) };
}

/** No source knows the session: what is like it, ready to be copied, and a way to open it all the same. */
export function buildUnknownSession(model: {
  sessionId: string;
  wrongOutputStep: number | null;
  suggestions: readonly string[];
  command: string;
  correlationId: string;
}): BuiltMessage {
  const { sessionId, wrongOutputStep, suggestions, command, correlationId } = model;
  const lines = suggestions.slice(0, 5).map((id) => `• \`${command} ${escapeMrkdwn(id, 120)}\``);
  const way = lines.length === 0 ? '*Check the id, or open an incident all the same.*' : '*Did you mean one of these?*';
  const label = 'Open an incident for this session although no source knows it';
  const value = formatSessionValue(sessionId.slice(0, 300), wrongOutputStep);
  return {
    text: `No trace source knows session ${escapeFallback(sessionId, 120)}. Check the id.`,
    blocks: [
      section(`⚠ No trace source knows session \`${escapeMrkdwn(sessionId, 120)}\`.`, way, ...lines),
      ...actions([button({ id: actionIds.openAnyway, text: 'Open anyway', label, value })]),
      context(`Nothing was opened. Reference \`${escapeMrkdwn(correlationId, 80)}\``),
    ],
  };
}

/** What can be typed. */
export function buildHelp(command: string): BuiltMessage {
  const lines = [
    `\`${command} SESSION\` opens the incident of a session: report, checklist, containment`,
    `\`${command} SESSION --wrong-output N\` says which step gave the wrong output`,
    `\`${command} list\` shows the open incidents and the postmortems that are late`,
    `\`${command} status [#12]\` shows one incident`,
    `\`${command} resolve [#12] [reason]\` ends one`,
  ];
  return {
    text: `How to use ${command}`,
    blocks: [
      section('*Incidents caused by AI agents*', ...lines),
      context(
        'In a thread, where commands do not work: mention the bot with a session id, or use the shortcut “Open incident” on a message.',
      ),
    ],
  };
}
