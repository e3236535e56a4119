import type { HomeView, KnownBlock } from '@slack/types';
import type { IncidentListing, PostmortemFactsLine } from '../../flows/messages.ts';
import type { Incident } from '../../incident/incident.ts';
import { formatActionValue, targetActionId, viewIds } from '../action-ids.ts';
import { escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { formatCounted } from '../quantities.ts';
import { verdictNames, verdictSymbols } from '../words.ts';
import { livenessText } from './containment-lines.ts';
import { type BuiltMessage, button, context, header, section } from './elements.ts';
import { fiveMinutesBar } from './five-minutes.ts';
import { currentVerdict } from './report-lines.ts';

const most = { message: 8, home: 40, overdue: 10 };

const emptyWords = 'No open incident. Type `/agent-incident SESSION` to open one.';

function verdictText(incident: Incident): string {
  const verdict = currentVerdict(incident);
  if (verdict !== null) return `${verdictSymbols[verdict]} *${verdictNames[verdict]}*`;
  return incident.report_problem === null ? '⏳ *Fetching the trace…*' : '⚠ *No report yet*';
}

function incidentBlock(incident: Incident, revision: number, now: string): KnownBlock {
  const liveness = incident.report === null ? [] : [livenessText(incident)];
  const commander = incident.commander === null ? 'no commander' : mentionUser(incident.commander);
  const facts = [`\`${escapeMrkdwn(incident.session_id, 80)}\``, ...liveness, commander].join(' · ');
  const open = button({
    id: targetActionId('openIncident', incident.number),
    text: 'Open',
    label: `Open incident ${incident.number}`,
    value: formatActionValue({ incident: incident.id, revision }),
  });
  const opened = `#${incident.number} · opened ${formatMoment(incident.opened_at)}`;
  const text = section(`${verdictText(incident)} · ${opened}`, facts, fiveMinutesBar(incident, now));
  return { ...text, accessory: open };
}

function overdueLines(overdue: readonly PostmortemFactsLine[]): string[] {
  const lines = overdue.slice(0, most.overdue).map(({ number, session_id, owner, due_at }) => {
    const who = owner === null ? 'no owner' : mentionUser(owner);
    return `• #${number} \`${escapeMrkdwn(session_id, 80)}\` · ${who} · was due ${formatMoment(due_at)}`;
  });
  const more = overdue.length - lines.length;
  return more === 0 ? lines : [...lines, `… and ${more} more`];
}

function listBlocks({ incidents, overdue, now }: IncidentListing, limit: number): KnownBlock[] {
  const shown = incidents.slice(0, limit);
  const more = incidents.length - shown.length;
  return [
    ...(shown.length === 0 ? [section(emptyWords)] : []),
    ...shown.map(({ incident, revision }) => incidentBlock(incident, revision, now)),
    ...(more === 0 ? [] : [context(`… and ${formatCounted(more, 'older open incident')}`)]),
    ...(overdue.length === 0 ? [] : [section('*Overdue postmortems*', ...overdueLines(overdue))]),
  ];
}

/** The answer to `/agent-incident list`: open incidents, newest first, then overdue postmortems. */
export function buildIncidentList(model: IncidentListing): BuiltMessage {
  const { incidents, overdue } = model;
  const late = overdue.length === 0 ? '' : `, ${formatCounted(overdue.length, 'overdue postmortem')}`;
  return {
    text: `${formatCounted(incidents.length, 'open incident')}${late}`,
    blocks: listBlocks(model, most.message),
  };
}

/** The App Home tab: the same list with more room. */
export function buildAppHome(model: IncidentListing): HomeView {
  const title = formatCounted(model.incidents.length, 'open incident');
  return { type: 'home', callback_id: viewIds.home, blocks: [header(title), ...listBlocks(model, most.home)] };
}
