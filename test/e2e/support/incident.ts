import { actionIds, containmentActionIds, targetActionId, viewIds } from '../../../src/slack/action-ids.ts';
import { inputBlockIds } from '../../../src/slack/modals/inputs.ts';
import { type Person, type Target, untilAcknowledged } from './person.ts';
import { deliveryOf, findDelivery, isAcknowledged, type Message, textOf, type View } from './sandbox-client.ts';
import type { Stack } from './stack.ts';
import { waitUntil } from './wait-until.ts';

type Kind = keyof typeof containmentActionIds;
type Item = Parameters<typeof targetActionId>[1];

/** One incident as people find it in Slack. */
export interface OpenIncident {
  id: string;
  sessionId: string;
  channel: string;
  /** The message of the card: its thread is the incident's thread. */
  ts: string;
  card: { deliveryId: string };
  checklist: { deliveryId: string };
  postmortem: { deliveryId: string };
}

/**
 * Types the command and waits for the card.
 *
 * @param shown - how the card shows the session id, where that is not as it was typed.
 */
export async function openIncident(
  stack: Stack,
  person: Person,
  channel: string,
  sessionId: string,
  shown = sessionId,
): Promise<OpenIncident> {
  const refused = async () => {
    const { channels } = await stack.sandbox.state(person.id);
    return channels.flatMap(({ ephemerals }) => ephemerals).filter((message) => isUnknown(message, shown)).length;
  };
  let answers = -1;
  return await waitUntil(
    `the incident of ${shown} is open`,
    async () => {
      const now = await refused();
      if (answers === -1 || now > answers) await untilAcknowledged(() => person.command(channel, sessionId));
      answers = now;
      return await findIncident(stack, person, shown);
    },
    { explain: stack.complaints },
  );
}

/** The agent hands its events over a moment later than it does what they tell of. */
function isUnknown(message: Message, sessionId: string): boolean {
  return textOf(message.blocks).includes(`No trace source knows session \`${sessionId}\``);
}

/** The newest incident of a session, once its card is posted. */
export async function untilOpen(stack: Stack, person: Person, sessionId: string): Promise<OpenIncident> {
  const look = () => findIncident(stack, person, sessionId);
  return await waitUntil(`the card of ${sessionId} is posted`, look, { explain: stack.complaints });
}

async function findIncident({ sandbox }: Stack, { id: user }: Person, sessionId: string): Promise<OpenIncident | null> {
  for (const channel of (await sandbox.state(user)).channels) {
    const card = channel.messages.findLast((message) => isCardOf(message, sessionId));
    const id = card && deliveryOf(card)?.slice('card:'.length);
    if (card === undefined || id === undefined) continue;
    const target = (kind: string) => ({ deliveryId: `${kind}:${id}` });
    const messages = { card: target('card'), checklist: target('checklist'), postmortem: target('postmortem') };
    return { id, sessionId, channel: channel.id, ts: card.ts, ...messages };
  }
  return null;
}

function isCardOf(message: Message, sessionId: string): boolean {
  return (deliveryOf(message)?.startsWith('card:') ?? false) && textOf(message.blocks).includes(`\`${sessionId}\``);
}

/** The text of a message of the incident, once it says this. */
export async function untilSays(
  stack: Stack,
  { deliveryId }: { deliveryId: string },
  said: RegExp,
  seconds?: number,
): Promise<string> {
  let last = '(not posted)';
  const patience = { explain: () => `it says:\n${last}\n${stack.complaints()}` };
  return await waitUntil(
    `${deliveryId} says ${said}`,
    async () => {
      const found = await findDelivery(stack.sandbox, stack.riley.id, deliveryId);
      last = found === null ? last : textOf(found.message.blocks);
      return said.test(last) ? last : null;
    },
    seconds === undefined ? patience : { ...patience, seconds },
  );
}

/** The messages in an incident's thread. */
export async function threadOf(stack: Stack, { channel, ts }: OpenIncident): Promise<Message[]> {
  const { channels } = await stack.sandbox.state(stack.riley.id);
  return channels.find(({ id }) => id === channel)?.messages.filter(({ thread_ts }) => thread_ts === ts) ?? [];
}

/** Presses a button that changes something, until the bot has acknowledged it. */
export async function press(person: Person, target: Target, actionId: string, choice?: string): Promise<void> {
  const reply = await untilAcknowledged(() => person.click(target, actionId, choice));
  if (!isAcknowledged(reply)) throw new Error(`${actionId} was not acknowledged: ${JSON.stringify(reply)}`);
}

/** Presses a button that opens a form, again where none opens: an app that dies in between loses it. */
export async function openForm(
  person: Person,
  target: Target,
  actionId: string,
  callbackId: string,
  { choice, test }: { choice?: string; test?: (view: View) => boolean } = {},
): Promise<View> {
  for (let attempt = 1; ; attempt++) {
    await press(person, target, actionId, choice);
    try {
      return await person.modal(callbackId, test, attempt < 8 ? 6 : 30);
    } catch (error) {
      if (attempt >= 8) throw error;
      await person.close();
    }
  }
}

/** Sends a form until the bot has taken it. @throws Error when it names what is wrong with the values */
export async function sendForm(person: Person, view: View, values: Record<string, string> = {}): Promise<void> {
  await waitUntil(`${person.id} can send ${view.callback_id}`, async () => {
    const top = await person.topModal();
    // It was taken, although nobody said so: something else stands there now.
    if (top?.id !== view.id || top.callback_id !== view.callback_id) return true;
    const { errors, problem } = await person.submit(view, values);
    if (Object.keys(errors).length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`);
    return problem === null;
  });
}

export async function fill(
  person: Person,
  target: Target,
  actionId: string,
  callbackId: string,
  values: Record<string, string>,
  choice?: string,
): Promise<void> {
  const view = await openForm(person, target, actionId, callbackId, choice === undefined ? {} : { choice });
  await sendForm(person, view, values);
}

/** Is there a plan in it that can be confirmed? */
export function isConfirmable(view: View): boolean {
  return view.submit?.text !== 'Close' && view.submit != null && textOf(view.blocks).includes('exactly this');
}

/** Opens the question, reads the plan, and confirms it; carried out it is later. Resolves to the plan. */
export async function contain(
  person: Person,
  incident: OpenIncident,
  kind: Kind,
  limitPerMinute?: number,
): Promise<string> {
  const action = containmentActionIds[kind];
  let view = await openForm(person, incident.card, action, viewIds.containment, { test: isConfirmable });
  if (limitPerMinute !== undefined) {
    const wanted = String(limitPerMinute);
    await press(person, { view: view.id }, actionIds.limit, wanted);
    const shows = new RegExp(`limited to ${wanted} calls per minute`);
    view = await person.modal(viewIds.containment, (each) => isConfirmable(each) && shows.test(textOf(each.blocks)));
  }
  const values: Record<string, string> =
    limitPerMinute === undefined ? {} : { [inputBlockIds.limit]: String(limitPerMinute) };
  await sendForm(person, view, values);
  // Then the form says what came of it; a bot that dies in between says nothing.
  const answered = (each: View) => /Requested/.test(textOf(each.blocks));
  await person.modal(viewIds.notice, answered, 10).catch(() => undefined);
  await person.close();
  return textOf(view.blocks);
}

/** Presses the button of an item or an action. */
export async function pressFor(
  person: Person,
  target: Target,
  family: Parameters<typeof targetActionId>[0],
  of: Item,
): Promise<void> {
  await press(person, target, targetActionId(family, of));
}
