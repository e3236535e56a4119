import type { HomeView, ModalView } from '@slack/types';
import type { Message } from '../../src/flows/messages.ts';
import type { ContextAtStep } from '../../src/forensics/context-at.ts';
import { checklistItems } from '../../src/incident/incident.ts';
import type { IncidentRecord } from '../../src/incident/record.ts';
import type { ReversalItem } from '../../src/incident/reversals/reversal.ts';
import { buildAboutIncident, buildHelp, buildOpened, buildUnknownSession } from '../../src/slack/blocks/answers.ts';
import type { BuiltMessage } from '../../src/slack/blocks/elements.ts';
import { buildAppHome } from '../../src/slack/blocks/incident-list.ts';
import { buildChooseOriginModal } from '../../src/slack/modals/choose-origin-modal.ts';
import { buildChooseSessionModal } from '../../src/slack/modals/choose-session-modal.ts';
import { buildContainmentModal } from '../../src/slack/modals/containment-modal.ts';
import { buildContextModal } from '../../src/slack/modals/context-modal.ts';
import type { ViewSubject } from '../../src/slack/modals/metadata.ts';
import { buildLoadingModal, buildNoticeModal } from '../../src/slack/modals/notice-modal.ts';
import { buildOverrideModeModal } from '../../src/slack/modals/override-mode-modal.ts';
import { buildOwnerModal, buildSnoozeModal, buildWaiveModal } from '../../src/slack/modals/postmortem-modals.ts';
import { buildReopenModal, buildResolveModal } from '../../src/slack/modals/resolve-modal.ts';
import { buildAddActionModal, buildReversalPlanModal } from '../../src/slack/modals/reversal-modals.ts';
import { buildRootCauseModal } from '../../src/slack/modals/root-cause-modal.ts';
import { buildSkipItemModal } from '../../src/slack/modals/skip-item-modal.ts';
import { buildStatusUpdateModal } from '../../src/slack/modals/status-update-modal.ts';
import { buildWrongOutputModal } from '../../src/slack/modals/wrong-output-modal.ts';
import { renderMessage } from '../../src/slack/render-message.ts';
import {
  captureSaying,
  cleanIncident,
  contextSaying,
  failedIncident,
  fullIncident,
  hostileText,
  hugeReport,
  incidentSaying,
  minimalIncident,
  now,
  postmortemSaying,
  resolvedIncident,
  reversals,
  runningIncident,
} from './models.ts';

/** Everything a builder can be given, under one name. */
export interface World {
  name: string;
  incident: IncidentRecord;
  text: string;
  listed: number;
  items: ReversalItem[];
  context: ContextAtStep;
  plan: string[];
}

function world(name: string, incident: IncidentRecord, text: string, size = 3): World {
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

/** Everything the bot can say of a world, by name. */
export function everySaying({ incident, text, listed, items, plan }: World): Record<string, Message> {
  const listing = {
    incidents: Array.from({ length: listed }, (_, at) => ({ incident: { ...incident, number: at + 1 }, revision: 4 })),
    overdue: Array.from({ length: listed }, (_, at) => ({
      number: at + 1,
      session_id: text,
      owner: text,
      due_at: now,
    })),
    now,
  };
  const subject = { id: 'inc_1', number: 12, session_id: text };
  const captures = Array.from({ length: listed }, (_, at) => captureSaying(text, { number: at + 1 }));
  const reminder = { kind: 'reminder', step: 'half', text } as const;
  const overdue = postmortemSaying(text, {
    now: '2026-03-04T09:00:00.000Z',
    published_url: 'https://docs.example/postmortem',
  });
  return {
    card: { kind: 'card', incident, now, traceUrl: 'https://traces.example/ses_abc123' },
    'card with hostile link': { kind: 'card', incident, now, traceUrl: text },
    checklist: { kind: 'checklist', incident, now, undoable: ['kill', 'revoke', 'rate_limit'], captures },
    'blast radius': { kind: 'blast_radius', incident: subject, revision: 4, items, page: 1 },
    'blast radius, last page': { kind: 'blast_radius', incident: subject, revision: 4, items, page: 999 },
    ...(incident.report === null ? {} : { details: { kind: 'details', incident: subject, report: incident.report } }),
    list: { kind: 'list', listing },
    error: { kind: 'error', problem: text, wayOut: text, correlationId: text || 'req_1' },
    capture: { kind: 'capture', incident: subject, capture: captureSaying(text) },
    'capture without a kill': {
      kind: 'capture',
      incident: subject,
      capture: captureSaying(text, { after_kill: null }),
    },
    notice: { kind: 'notice', symbol: 'warning', lines: plan },
    approval: {
      kind: 'approval',
      incident: subject,
      revision: 4,
      actionId: 'act_1',
      kindOf: 'revoke',
      lines: plan,
      by: text,
    },
    ...Object.fromEntries(
      (['draft', 'published', 'distributed', 'waived'] as const).map((state) => [
        `postmortem, ${state}`,
        { kind: 'postmortem', postmortem: postmortemSaying(text, { state }) } as const,
      ]),
    ),
    'postmortem nobody owns': {
      kind: 'postmortem',
      postmortem: postmortemSaying(text, {
        owner: null,
        read_url: null,
        published_url: null,
        recommendation: null,
        root_cause: null,
        snoozes_left: 0,
        closed_by: null,
        reason: null,
      }),
    },
    'reminder to the owner': { ...reminder, postmortem: postmortemSaying(text), to: 'owner' },
    'reminder, overdue': { ...reminder, postmortem: overdue, to: 'escalation' },
    'status update': { kind: 'status_update', incident: subject, by: text, at: text, text, status: 'open' },
    timeline: {
      kind: 'timeline',
      incident: subject,
      entries: items.map(({ number }) => ({ at: now, by: text, type: 'note.added', text: `${number} ${text}` })),
    },
  };
}

function remembered<T>(make: (world: World) => T): (world: World) => T {
  const made = new WeakMap<World, T>();
  return (world) => {
    const known = made.get(world) ?? make(world);
    made.set(world, known);
    return known;
  };
}

/** Every message the builders make of a world, by name. */
export const everyMessage = remembered(buildEveryMessage);

/** Every view the builders make of a world, by name. */
export const everyView = remembered(buildEveryView);

function buildEveryMessage(world: World): Record<string, BuiltMessage> {
  const said = Object.entries(everySaying(world)).map(([name, message]) => [name, renderMessage(message)]);
  const { incident, text, listed } = world;
  const suggestions = Array.from({ length: listed }, () => text);
  const place = { channel: 'C0INCIDENT', ts: '1.1', permalink: text };
  return {
    ...Object.fromEntries(said),
    opened: buildOpened({ result: 'opened', incident, place: null, channel: text }),
    'opened before': buildOpened({ result: 'existing', incident, place, channel: null }),
    'opened, with a link that breaks out': buildOpened({
      result: 'existing',
      incident,
      place: { ...place, permalink: 'https://evil.example/?a|b' },
      channel: null,
    }),
    'about an incident': buildAboutIncident(incident, 'https://sandbox.example/archives/C0/p1', text),
    'unknown session': buildUnknownSession({
      sessionId: text,
      wrongOutputStep: 7,
      suggestions,
      command: '/agent-incident',
      correlationId: 'ref-1',
    }),
    help: buildHelp('/agent-incident'),
  };
}

function buildEveryView({ incident, text, listed, items, context, plan }: World): Record<string, ModalView | HomeView> {
  const about = { incident, revision: 4, from: { channel: 'C0INCIDENT', threadTs: '1.1' } };
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
    ...Object.fromEntries(Object.entries(everyForm(about, text, items)).map(([name, view]) => [`form, ${name}`, view])),
    mode: buildOverrideModeModal({ ...about, current: incident.report?.classification.mode ?? null }),
    ...Object.fromEntries(checklistItems.map((item) => [`skip ${item}`, buildSkipItemModal({ ...about, item })])),
  };
}

function everyForm(subject: ViewSubject, text: string, items: ReversalItem[]): Record<string, ModalView> {
  const [item] = items;
  const loading = buildLoadingModal(text || 'Root cause');
  return {
    loading,
    notice: buildNoticeModal({
      title: text || 'Done',
      symbol: 'done',
      lines: [text, text],
      link: { text: 'Edit ↗', url: 'https://bot.example/edit?token=1' },
      renew: { incident: subject.incident.id, revision: subject.revision },
    }),
    'notice with hostile link': buildNoticeModal({
      title: 'Edit',
      symbol: 'info',
      lines: [],
      link: { text: 'Edit ↗', url: text },
    }),
    'root cause': buildRootCauseModal({ ...subject, current: 'prompt_design' }),
    'resolve, all done': buildResolveModal({ ...subject, open: [] }),
    resolve: buildResolveModal({ ...subject, open: checklistItems }),
    reopen: buildReopenModal(subject),
    'status update': buildStatusUpdateModal(subject),
    'add action': buildAddActionModal(subject),
    'reversal plan': buildReversalPlanModal({
      ...subject,
      number: item?.number ?? 1,
      tool: item?.entry.tool ?? '',
      plan: item?.plan ?? null,
    }),
    'wrong output': buildWrongOutputModal({ ...subject, current: 5 }),
    waive: buildWaiveModal(subject),
    snooze: buildSnoozeModal({ ...subject, left: 2 }),
    owner: buildOwnerModal({ ...subject, current: text }),
    'choose a session': buildChooseSessionModal({
      ids: items.map(({ entry, number }) => `${number} ${entry.tool}`),
      from: { channel: 'C0INCIDENT', thread: null },
    }),
    'no session found': buildChooseSessionModal({ ids: [], from: { channel: null, thread: null } }),
  };
}
