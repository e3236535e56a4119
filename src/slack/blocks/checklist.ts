import type { Button, KnownBlock } from '@slack/types';
import type { CaptureFacts } from '../../flows/messages.ts';
import type { ChecklistItem, ContainmentKind, Incident } from '../../incident/incident.ts';
import { type ActionValue, actionIds, formatActionValue, targetActionId } from '../action-ids.ts';
import { escapeMrkdwn, formatMoment, mentionUser } from '../kit.ts';
import { checklistAdvice, checklistNames, containmentNames, itemStates, verdictNames } from '../words.ts';
import { captureLine } from './capture.ts';
import { containmentButtons, containmentLine, latestContainment } from './containment-lines.ts';
import { actions, type BuiltMessage, button, context, section } from './elements.ts';
import { formatElapsed } from './five-minutes.ts';
import { currentOrigin, currentVerdict } from './report-lines.ts';

export interface ChecklistModel {
  incident: Incident;
  revision: number;
  /** ISO 8601 in UTC. */
  now: string;
  /** The kinds whose latest action the provider can undo. */
  undoable?: readonly ContainmentKind[];
  /** Oldest first. */
  captures?: readonly CaptureFacts[];
}

function isOver({ state }: ChecklistItem): boolean {
  return state === 'done' || state === 'skipped';
}

function itemText(item: ChecklistItem, number: number, { incident, captures = [] }: ChecklistModel): string[] {
  const { symbol, word } = itemStates[item.state];
  const owner = item.owner === null ? 'no owner' : mentionUser(item.owner);
  const times = [
    ...(item.started_at === null ? [] : [`started ${formatMoment(item.started_at)}`]),
    ...(item.finished_at === null ? [] : [`finished ${formatMoment(item.finished_at)}`]),
  ];
  const facts = [word, owner, ...times].join(' · ');
  const reason = item.reason === null ? [] : [`Reason: ${escapeMrkdwn(item.reason, 300)}`];
  const contained = item.name === 'contain' ? latestContainment(incident).map(containmentLine) : [];
  const captured = item.name === 'capture' ? captures.slice(-1).map(captureLine) : [];
  const advice = isOver(item) ? [] : [checklistAdvice[item.name]];
  return [
    `${symbol} *${number}. ${checklistNames[item.name]}* · ${facts}`,
    ...advice,
    ...reason,
    ...contained,
    ...captured,
  ];
}

function containButtons({ incident, undoable = [] }: ChecklistModel, target: ActionValue): Button[] {
  const undo = latestContainment(incident)
    .filter(({ kind, state }) => undoable.includes(kind) && ['executed', 'effective', 'unconfirmed'].includes(state))
    .map(({ kind }) => {
      const text = `Undo ${containmentNames[kind].toLowerCase()}`;
      const label = `${text}, incident ${incident.number}`;
      return button({ id: targetActionId('undo', kind), text, label, value: formatActionValue(target) });
    });
  return [...containmentButtons(incident, target), ...undo];
}

type Plain = [id: string, text: string];

/** The buttons that do what the item asks; without a report there is nothing to accept yet. */
function ownButtons({ incident }: ChecklistModel, item: ChecklistItem): Plain[] {
  const over = isOver(item);
  const verdict = currentVerdict(incident);
  const step = incident.report === null ? null : currentOrigin(incident);
  switch (item.name) {
    case 'contain':
      return [];
    case 'capture':
      return [[actionIds.captureAgain, 'Capture again']];
    case 'classify':
      if (incident.report === null || verdict === null) return [];
      return [
        ...(over ? [] : [[actionIds.acceptMode, `Accept: ${verdictNames[verdict]}`] satisfies Plain]),
        [actionIds.overrideMode, 'Override…'],
      ];
    case 'origin':
      if (incident.report === null) return [];
      return [
        ...(over || step === null ? [] : [[actionIds.acceptOrigin, `Accept: step ${step}`] satisfies Plain]),
        [actionIds.chooseOrigin, 'Choose step…'],
        ...(step === null ? [] : [[actionIds.showContext, `Context at step ${step}`] satisfies Plain]),
        [actionIds.wrongOutput, 'Wrong output…'],
      ];
    case 'blast_radius':
      return [
        ...(incident.report === null ? [] : [[actionIds.showBlastRadius, 'Show actions'] satisfies Plain]),
        [actionIds.addAction, 'Add action…'],
      ];
  }
}

/** Classify and origin are finished by accepting or choosing, not by saying that they are. */
function stateButtons({ name, state, owner }: ChecklistItem): Plain[] {
  if (state === 'done' || state === 'skipped') return [[targetActionId('reopenItem', name), 'Reopen']];
  return [
    ...(owner === null ? [[targetActionId('takeItem', name), 'Take'] satisfies Plain] : []),
    ...(name === 'classify' || name === 'origin' ? [] : [[targetActionId('finishItem', name), 'Done'] satisfies Plain]),
    [targetActionId('skipItem', name), 'Skip…'],
  ];
}

function itemBlocks(model: ChecklistModel, item: ChecklistItem, number: number): KnownBlock[] {
  const { incident, revision } = model;
  const target = { incident: incident.id, revision };
  const text = section(...itemText(item, number, model));
  if (incident.status === 'resolved') return [text];
  const buttons = [...ownButtons(model, item), ...stateButtons(item)].map(([id, label]) =>
    button({ id, text: label, label: `${checklistNames[item.name]}: ${label}`, value: formatActionValue(target) }),
  );
  return [text, ...actions([...(item.name === 'contain' ? containButtons(model, target) : []), ...buttons])];
}

/** The five items of the first five minutes with owner, times and buttons: one message that is updated in place. */
export function buildChecklist(model: ChecklistModel): BuiltMessage {
  const { incident, now } = model;
  const elapsed = formatElapsed(incident, now);
  const over = incident.checklist.filter(isOver).length;
  const progress = `${over} of ${incident.checklist.length} finished`;
  return {
    text: `First five minutes of incident #${incident.number}: ${progress}, ${elapsed}`,
    blocks: [
      section(`*First five minutes* · incident #${incident.number} · ${elapsed} · ${progress}`),
      ...incident.checklist.flatMap((item, at) => itemBlocks(model, item, at + 1)),
      ...(incident.status === 'resolved' ? [context(`Resolved ${formatMoment(incident.resolved_at)}.`)] : []),
    ],
  };
}
