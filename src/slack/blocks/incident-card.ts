import type { Button, KnownBlock, Overflow } from '@slack/types';
import type { Incident } from '../../incident/incident.ts';
import { actionIds, type CardMenuChoice, cardMenuChoices, formatActionValue } from '../action-ids.ts';
import { escapeFallback, escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { containFirstWords, finishedWords } from '../words.ts';
import { containmentButtons, containmentLine, latestContainment, livenessText } from './containment-lines.ts';
import { actions, type BuiltMessage, button, context, header, linkButton, menu, section } from './elements.ts';
import { fiveMinutesBar } from './five-minutes.ts';
import {
  currentOrigin,
  currentVerdict,
  headline,
  originLines,
  overrideLines,
  summaryLines,
  triageText,
} from './report-lines.ts';
import { formatLegend, formatStrip } from './strip.ts';

export interface IncidentCardModel {
  incident: Incident;
  /** Counts the renderings of this card; a click says which one the person saw. */
  revision: number;
  /** ISO 8601 in UTC. */
  now: string;
  /** The session in its trace backend; anything but http and https is left out. */
  traceUrl?: string | null;
}

function subjectLines({ incident }: IncidentCardModel): string[] {
  const { report } = incident;
  const type = report?.session_type ?? null;
  const subject = [
    `\`${escapeMrkdwn(incident.session_id, 120)}\``,
    ...(report === null ? [] : [type === null ? 'type unknown' : escapeMrkdwn(type, 60), livenessText(incident)]),
  ];
  const commander = incident.commander === null ? 'no commander' : `commander ${mentionUser(incident.commander)}`;
  const opened = `opened by ${mentionUser(incident.opened_by)} ${formatMoment(incident.opened_at)}`;
  const resolved = incident.status === 'resolved' ? ` · *resolved* ${formatMoment(incident.resolved_at)}` : '';
  return [subject.join(' · '), `Incident #${incident.number} · ${opened} · ${commander}${resolved}`];
}

/** What is needed less often than the buttons of the first minutes. */
function cardMenu({ incident, revision }: IncidentCardModel): Overflow {
  const names: Record<CardMenuChoice, string> = {
    status: 'Status update…',
    command: 'Take command',
    resolve: 'Resolve…',
    timeline_markdown: 'Timeline (Markdown)',
    timeline_json: 'Timeline (JSON)',
  };
  const offered = cardMenuChoices.filter((choice) => incident.status === 'open' || choice !== 'resolve');
  const value = (target: CardMenuChoice): string => formatActionValue({ incident: incident.id, revision, target });
  return menu(
    actionIds.cardMenu,
    offered.map((choice) => ({ text: names[choice], value: value(choice) })),
  );
}

function detailButtons({ incident, revision, traceUrl }: IncidentCardModel): Button[] {
  const value = formatActionValue({ incident: incident.id, revision });
  const step = incident.report === null ? null : currentOrigin(incident);
  const label = `What the model saw at step ${step}, incident ${incident.number}`;
  const link = { id: actionIds.traceLink, text: 'Trace ↗', label: 'Open the trace in its backend', value };
  return [
    ...(step === null ? [] : [button({ id: actionIds.showContext, text: `Context at step ${step}`, label, value })]),
    ...linkButton(link, traceUrl),
  ];
}

function pendingReport({ incident, revision }: IncidentCardModel): KnownBlock[] {
  const problem = incident.report_problem;
  if (problem === null) return [header('⏳ Fetching the trace…')];
  const value = formatActionValue({ incident: incident.id, revision });
  const label = `Fetch the trace of incident ${incident.number} again`;
  return [
    header('⚠ No report yet'),
    section(`${escapeMrkdwn(problem, 600)} The incident is open: contain first, then try again.`),
    ...actions([button({ id: actionIds.retryReport, text: 'Try again', label, value })]),
  ];
}

function reportBlocks({ incident }: IncidentCardModel): KnownBlock[] {
  const { report } = incident;
  if (report === null) return [];
  const strip =
    report.strip.length === 0 ? [] : [`*Steps*  \`${formatStrip(report.strip)}\``, formatLegend(report.strip)];
  const clean = currentVerdict(incident) === 'none';
  const triage = triageText(report);
  const first = clean || triage === '' ? [] : [`*Do first:* ${triage}`];
  const overrides = overrideLines(incident);
  return [
    section(...originLines(incident, report)),
    ...(strip.length === 0 ? [] : [section(...strip.filter((line) => line !== ''))]),
    section(...summaryLines(incident, report), ...first),
    ...(overrides.length === 0 ? [] : [context(...overrides)]),
  ];
}

/** What is contained, what is pending and since when; what to do about a session that still runs. */
function containmentLines({ incident }: IncidentCardModel): string[] {
  const lines = latestContainment(incident).map(containmentLine);
  const killed = incident.containment.some(({ kind, state }) => kind === 'kill' && state === 'effective');
  if (incident.status === 'resolved' || killed) return lines;
  if (incident.report?.liveness === 'finished') return [...lines, finishedWords];
  const pressing = incident.report === null || incident.report.liveness === 'running';
  return pressing && lines.length === 0 && currentVerdict(incident) !== 'none' ? [containFirstWords] : lines;
}

function fallbackText({ incident }: IncidentCardModel): string {
  const { report } = incident;
  const subject = `Incident #${incident.number}, session ${escapeFallback(incident.session_id, 120)}`;
  if (report === null) {
    if (incident.report_problem === null) return `${subject}: fetching the trace…`;
    return `${subject}: no report yet. ${escapeFallback(incident.report_problem, 300)}`;
  }
  const step = currentOrigin(incident);
  const origin = step === null ? '' : ` Origin: step ${step}.`;
  return `${subject}: ${headline(incident, report)}, ${livenessText(incident)}.${origin}`;
}

/**
 * The card of an incident, one screen on a phone, most important line first; re-rendered from the current state.
 * Pure: same model, same message.
 */
export function buildIncidentCard(model: IncidentCardModel): BuiltMessage {
  const { incident, revision, now } = model;
  const { report } = incident;
  const value = { incident: incident.id, revision };
  const containment = containmentLines(model);
  const label = `Reopen incident ${incident.number}`;
  const reopen = button({ id: actionIds.reopenIncident, text: 'Reopen…', label, value: formatActionValue(value) });
  return {
    text: fallbackText(model),
    blocks: [
      ...(report === null ? pendingReport(model) : [header(headline(incident, report))]),
      context(...subjectLines(model)),
      ...reportBlocks(model),
      ...(containment.length === 0 ? [] : [section(...containment)]),
      ...actions(incident.status === 'resolved' ? [reopen] : containmentButtons(incident, value)),
      ...actions([...detailButtons(model), cardMenu(model)]),
      context(fiveMinutesBar(incident, now)),
    ],
  };
}
