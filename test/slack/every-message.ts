import type { HomeView, ModalView } from '@slack/types';
import type { ContextAtStep } from '../../src/forensics/context-at.ts';
import { checklistItems, type Incident } from '../../src/incident/incident.ts';
import { buildBlastRadius, type ReversalItem } from '../../src/slack/blocks/blast-radius.ts';
import { buildChecklist } from '../../src/slack/blocks/checklist.ts';
import type { BuiltMessage } from '../../src/slack/blocks/elements.ts';
import { buildErrorMessage } from '../../src/slack/blocks/error-message.ts';
import { buildIncidentCard } from '../../src/slack/blocks/incident-card.ts';
import { buildAppHome, buildIncidentList } from '../../src/slack/blocks/incident-list.ts';
import { buildReportDetails } from '../../src/slack/blocks/report-details.ts';
import { buildChooseOriginModal } from '../../src/slack/modals/choose-origin-modal.ts';
import { buildContainmentModal } from '../../src/slack/modals/containment-modal.ts';
import { buildContextModal } from '../../src/slack/modals/context-modal.ts';
import { buildOverrideModeModal } from '../../src/slack/modals/override-mode-modal.ts';
import { buildSkipItemModal } from '../../src/slack/modals/skip-item-modal.ts';
import {
  cleanIncident,
  contextSaying,
  failedIncident,
  fullIncident,
  hostileText,
  hugeReport,
  incidentSaying,
  minimalIncident,
  now,
  resolvedIncident,
  reversals,
  runningIncident,
} from './models.ts';

/** Everything a builder can be given, under one name. */
export interface World {
  name: string;
  incident: Incident;
  text: string;
  listed: number;
  items: ReversalItem[];
  context: ContextAtStep;
  plan: string[];
}

function world(name: string, incident: Incident, text: string, size = 3): World {
  const items = reversals(text, size);
  const plan = Array.from({ length: size }, () => text);
  return { name, incident, text, listed: size, items, context: contextSaying(text, size), plan };
}

const tenMegabytes = 'The loop went on & on. '.repeat(450_000);
const worstToEscape = '&<">\\'.repeat(4000);

export const hostileWorld = world('hostile', incidentSaying(hostileText), hostileText);

export const worlds: World[] = [
  world('minimal', minimalIncident, '', 0),
  world('failed', failedIncident, 'ses_abc123', 1),
  world('clean', cleanIncident, 'ses_abc123', 1),
  world('running', runningIncident, 'ses_abc123', 2),
  world('full', fullIncident, 'get_order', 5),
  world('resolved', resolvedIncident, 'get_order', 5),
  hostileWorld,
  world(
    'hostile and failed',
    { ...incidentSaying(hostileText), report: null, report_problem: hostileText },
    hostileText,
  ),
  world('ten megabytes', incidentSaying(tenMegabytes, hugeReport(tenMegabytes)), tenMegabytes, 4),
  world('worst to escape', incidentSaying(worstToEscape, hugeReport(worstToEscape)), worstToEscape, 200),
  world(
    'emoji',
    incidentSaying('👩‍👩‍👧‍👦'.repeat(3000), hugeReport('👩‍👩‍👧‍👦'.repeat(3000))),
    '👩‍👩‍👧‍👦'.repeat(3000),
    30,
  ),
];

/** Every message the builders make of a world, by name. */
export function everyMessage({ incident, text, listed, items }: World): Record<string, BuiltMessage> {
  const list = {
    incidents: Array.from({ length: listed }, (_, at) => ({ incident: { ...incident, number: at + 1 }, revision: 4 })),
    overdue: Array.from({ length: listed }, (_, at) => ({
      number: at + 1,
      session_id: text,
      owner: text,
      due_at: now,
    })),
    now,
  };
  const about = { incident, revision: 4 };
  return {
    card: buildIncidentCard({ ...about, now, traceUrl: 'https://traces.example/ses_abc123' }),
    'card with hostile link': buildIncidentCard({ ...about, now, traceUrl: text }),
    checklist: buildChecklist({ ...about, now, undoable: ['kill', 'revoke', 'rate_limit'] }),
    'blast radius': buildBlastRadius({ ...about, items, page: 1 }),
    'blast radius, last page': buildBlastRadius({ ...about, items, page: 999 }),
    ...(incident.report === null ? {} : { details: buildReportDetails({ incident, report: incident.report }) }),
    list: buildIncidentList(list),
    error: buildErrorMessage({ problem: text, wayOut: text, correlationId: text || 'req_1' }),
  };
}

/** Every view the builders make of a world, by name. */
export function everyView({
  incident,
  text,
  listed,
  items,
  context,
  plan,
}: World): Record<string, ModalView | HomeView> {
  const about = { incident, revision: 4 };
  const computed = { lines: plan, digest: 'sha256:0123', finished: true, rate: null };
  const rate = { chosen: 10, choices: [1, 10, 60] };
  return {
    home: buildAppHome({
      incidents: Array.from({ length: listed }, (_, at) => ({
        incident: { ...incident, number: at + 1 },
        revision: 4,
      })),
      overdue: items.map(({ number }) => ({ number, session_id: text, owner: text, due_at: text })),
      now,
    }),
    'containment, loading': buildContainmentModal({ ...about, kind: 'kill', plan: null }),
    containment: buildContainmentModal({ ...about, kind: 'revoke', plan: computed }),
    'containment with a rate': buildContainmentModal({ ...about, kind: 'rate_limit', plan: { ...computed, rate } }),
    'context, loading': buildContextModal({ ...about, step: 3, context: null, page: 1 }),
    context: buildContextModal({ ...about, step: 3, context, page: 1 }),
    'context, second page': buildContextModal({ ...about, step: 3, context, page: 2 }),
    'context, last page': buildContextModal({ ...about, step: 3, context, page: 1e9 }),
    origin: buildChooseOriginModal({ ...about, candidates: incident.report?.origin?.candidates ?? [] }),
    mode: buildOverrideModeModal({ ...about, current: incident.report?.classification.mode ?? null }),
    ...Object.fromEntries(checklistItems.map((item) => [`skip ${item}`, buildSkipItemModal({ ...about, item })])),
  };
}
