import type { Button } from '@slack/types';
import type { PostmortemStatus } from '../../flows/messages.ts';
import { actionIds, formatActionValue } from '../action-ids.ts';
import { escapeMrkdwn, formatMoment, mentionUser, parseMoment } from '../kit.ts';
import { formatDistance } from '../quantities.ts';
import { postmortemStates, recommendationWords, rootCauseWords } from '../words.ts';
import { button, linkButton } from './elements.ts';

/** The whole list stands in the document. */
const openShown = 3;

/** Nothing more is asked of anybody. */
export function isClosed({ state }: PostmortemStatus): boolean {
  return state === 'distributed' || state === 'waived';
}

export function isOverdue(postmortem: PostmortemStatus): boolean {
  return !isClosed(postmortem) && parseMoment(postmortem.now) > parseMoment(postmortem.due_at);
}

/** When it is due in the reader's zone, and how far away that is. */
export function dueText(postmortem: PostmortemStatus): string {
  const { due_at, now } = postmortem;
  if (isClosed(postmortem)) return `was due ${formatMoment(due_at)}`;
  const left = parseMoment(due_at) - parseMoment(now);
  if (!Number.isFinite(left)) return `due ${formatMoment(due_at)}`;
  return left < 0
    ? `*OVERDUE by ${formatDistance(left)}*, was due ${formatMoment(due_at)}`
    : `due ${formatMoment(due_at)} (in ${formatDistance(left)})`;
}

/** State, owner, due and checklist; then what the escalation rule says, and who closed it. */
export function postmortemLines(postmortem: PostmortemStatus): string[] {
  const { state, owner, done, total, recommendation, root_cause, closed_by, reason } = postmortem;
  const { symbol, word } = postmortemStates[state];
  const who = owner === null ? '*nobody owns it*' : `owner ${mentionUser(owner)}`;
  const cause =
    root_cause === null ? 'root cause open' : `root cause: ${rootCauseWords[root_cause].name.toLowerCase()}`;
  const reasons = (recommendation?.reasons ?? []).slice(0, 5).map((text) => `• ${escapeMrkdwn(text, 250)}`);
  const advice = recommendation === null ? [] : [`${recommendationWords[recommendation.verdict]}.`, ...reasons];
  const open = postmortem.open_items.slice(0, openShown).map((item) => escapeMrkdwn(item, 80));
  const more = postmortem.open_items.length - open.length;
  const closed = closed_by === null ? [] : [`${word} by ${mentionUser(closed_by)}`];
  const why = reason === null ? [] : [`Reason: ${escapeMrkdwn(reason, 300)}`];
  return [
    `${symbol} ${word} · ${who} · ${dueText(postmortem)}`,
    `Checklist ${done} of ${total} · ${cause}`,
    ...(open.length === 0 || isClosed(postmortem)
      ? []
      : [`Open: ${open.join(' · ')}${more > 0 ? ` · and ${more} more` : ''}`]),
    ...(isClosed(postmortem) ? [...closed, ...why] : advice),
  ];
}

type Offer = [id: string, text: string, style?: 'primary'];

function offers({ state, snoozes_left }: PostmortemStatus): Offer[] {
  const common: Offer[] = [
    [actionIds.editPostmortem, 'Edit…'],
    [actionIds.rootCause, 'Root cause…'],
    [actionIds.postmortemOwner, 'Owner…'],
  ];
  const later: Offer[] = snoozes_left > 0 ? [[actionIds.snoozePostmortem, `Snooze… (${snoozes_left} left)`]] : [];
  switch (state) {
    case 'draft':
      return [
        [actionIds.publishPostmortem, 'Publish', 'primary'],
        ...common,
        ...later,
        [actionIds.waivePostmortem, 'Waive…'],
      ];
    case 'published':
      return [
        [actionIds.distributePostmortem, 'Mark distributed', 'primary'],
        ...common,
        [actionIds.publishPostmortem, 'Publish again'],
        ...later,
        [actionIds.waivePostmortem, 'Waive…'],
      ];
    case 'distributed':
    case 'waived':
      return [[actionIds.editPostmortem, 'Edit…']];
  }
}

/** Read first: it opens in the reader's own browser. Then what can be done in this state. */
export function postmortemButtons(postmortem: PostmortemStatus, only?: readonly string[]): Button[] {
  const { incident, revision, read_url, published_url } = postmortem;
  const value = formatActionValue({ incident: incident.id, revision });
  const label = (text: string): string => `${text}: postmortem of incident ${incident.number}`;
  const read = { id: actionIds.readPostmortem, text: 'Read ↗', label: label('Read'), value };
  const published = { id: actionIds.openPublished, text: 'Published ↗', label: label('Open as published'), value };
  return [
    ...linkButton(read, read_url),
    ...linkButton(published, published_url),
    ...offers(postmortem)
      .filter(([id]) => only === undefined || only.includes(id))
      .map(([id, text, style]) =>
        button({ id, text, label: label(text), value, ...(style === undefined ? {} : { style }) }),
      ),
  ];
}
