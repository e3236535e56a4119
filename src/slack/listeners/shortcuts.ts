import type { App } from '@slack/bolt';
import { buildErrorMessage } from '../blocks/error-message.ts';
import { errorFacts, explainError } from '../explain-error.ts';
import { findSessionIds, textsOf } from '../find-session-ids.ts';
import { ShortcutPayload } from '../inbound/payloads.ts';
import { buildChooseSessionModal } from '../modals/choose-session-modal.ts';
import { openView } from '../views.ts';
import type { Inbound } from './inbound.ts';

/** As the manifest says it. */
export const openIncidentShortcut = 'open_incident';

/** The shortcut on a message: commands do not work in threads. It only opens a form. */
export function registerShortcuts(app: App, { desk, now }: Inbound): void {
  app.shortcut({ callback_id: openIncidentShortcut, type: 'message_action' }, async ({ body, ack }) => {
    await ack();
    const { user, trigger_id, channel, message } = ShortcutPayload.parse(body);
    const from = { channel: channel?.id ?? null, thread: message?.thread_ts ?? null };
    try {
      await openView(desk, trigger_id, buildChooseSessionModal({ ids: findSessionIds(textsOf(message)), from }));
    } catch (error) {
      const correlationId = desk.newId();
      desk.log.error({ correlationId, ...errorFacts(error) }, 'the form of the shortcut did not open');
      const to = {
        user: user.id,
        channel: from.channel,
        threadTs: from.thread,
        responseUrl: null,
        at: now().toISOString(),
      };
      await desk.answers.tell(to, buildErrorMessage(explainError(error, correlationId)));
    }
  });
}
