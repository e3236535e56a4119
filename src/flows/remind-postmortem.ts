import { AppError } from '../errors.ts';
import { renderReminder } from '../postmortem/messages.ts';
import type { Parts } from './parts.ts';
import { postmortemStatus } from './postmortem-status.ts';
import { sendOnce } from './send-once.ts';
import { showMessage } from './show-message.ts';
import { showInThread } from './thread-messages.ts';

/**
 * Sends one reminder: at half time to the owner, near the end to the owner and the thread, once overdue also to the
 * commander and the stakeholders. Each message is sent once, by its delivery id; then the step is done.
 */
export async function remindPostmortem(parts: Parts, incidentId: string, step: string): Promise<void> {
  const { postmortems, incidents, notifier, now, config, templates } = parts;
  const [due] = await postmortems.dueReminders(now(), incidentId);
  // Sent or dropped, or snoozed meanwhile: the effect of the later time sends it.
  if (due?.step !== step) return;
  const found = await postmortemStatus(parts, incidentId);
  const incident = await incidents.get(incidentId);
  if (!found.ok || incident === null) return;
  const { postmortem } = found;
  const isOverdue = step.startsWith('overdue');
  const name = `reminder:${incidentId}:${step}`;
  const nameOf = async (user: string | null) =>
    user === null || user === 'bot' ? null : await notifier.userName(user).catch(() => user);
  const [owner, commander] = [await nameOf(postmortem.owner), await nameOf(incident.commander)];
  const message = (to: 'owner' | 'channel' | 'escalation') => {
    const { number, session_id } = incident;
    const facts = { ...postmortem, step, to, number, session_id, owner, commander };
    return { kind: 'reminder', step, postmortem, to, text: renderReminder(facts, templates) } as const;
  };

  const people = new Set([postmortem.owner, isOverdue ? incident.commander : null]);
  for (const user of people) {
    if (user === null || user === 'bot') continue;
    await quietly(parts, async () => {
      const to = user === postmortem.owner ? 'owner' : 'escalation';
      const sending = { deliveryId: `${name}:${user}`, incidentId, channelId: user, threadTs: null };
      await sendOnce(parts, sending, async (mayExist) => {
        const { deliveryId } = sending;
        return (await notifier.direct(user, { message: message(to), deliveryId, mayExist })).ts;
      });
    });
  }
  // Nobody to write to in person: the thread hears of it at every step.
  if (step !== 'half' || postmortem.owner === null) {
    const shown = { deliveryId: `${name}:thread`, message: message('channel'), revision: null };
    await quietly(parts, () => showInThread(parts, incidentId, shown));
  }
  const { stakeholders } = config.channels;
  if (isOverdue && stakeholders !== null) {
    const where = { incidentId, channel: stakeholders, threadTs: null };
    const shown = { ...where, deliveryId: `${name}:stakeholders`, message: message('escalation'), revision: null };
    await quietly(parts, async () => {
      await showMessage(parts, shown);
    });
  }
  await postmortems.markReminderSent(incidentId, step, now());
}

/** One address that refuses must not keep the others from being told. */
async function quietly({ log }: Parts, send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'slack.refused') throw error;
    log.warn({ code: error.code, error: error.details.error }, 'a reminder was refused');
  }
}
