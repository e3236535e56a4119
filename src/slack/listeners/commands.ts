import type { App } from '@slack/bolt';
import { buildHelp } from '../blocks/answers.ts';
import { type BuiltMessage, section } from '../blocks/elements.ts';
import { buildErrorMessage } from '../blocks/error-message.ts';
import { explainUnclear } from '../handlers/handle-command.ts';
import { CommandPayload } from '../inbound/payloads.ts';
import { commandRecord } from '../inbound/read.ts';
import { escapeFallback, escapeMrkdwn } from '../kit.ts';
import { type Command, parseCommand } from '../parse-command.ts';
import { type Inbound, notRecorded, writeDown } from './inbound.ts';

/** What is said at once, before anything is known. */
function firstWords(command: Exclude<Command, { verb: 'help' | 'unclear' }>): BuiltMessage {
  if (command.verb !== 'open') return { text: '⏳ One moment…', blocks: [section('⏳ One moment…')] };
  const { sessionId } = command;
  return {
    text: `⏳ Fetching ${escapeFallback(sessionId, 120)}…`,
    blocks: [section(`⏳ Fetching \`${escapeMrkdwn(sessionId, 120)}\`…`)],
  };
}

/** The slash command: recorded, then acknowledged with the first words; the rest follows. */
export function registerCommands(app: App, inbound: Inbound): void {
  const { desk, now, onRecorded } = inbound;
  app.command(desk.command, async ({ body, ack }) => {
    const say = (built: BuiltMessage) => ack({ response_type: 'ephemeral', ...built });
    const payload = CommandPayload.parse(body);
    const asked = parseCommand(payload.text);
    if (asked.verb === 'help') return await say(buildHelp(desk.command));
    if (asked.verb === 'unclear') return await say(explainUnclear(asked.problem, desk.command, desk.newId()));
    const receivedAt = now();
    const record = commandRecord(payload, receivedAt);
    const key = `command:${payload.trigger_id}`;
    if (!(await writeDown(inbound, { kind: 'slack.command', key, payload: record, receivedAt }))) {
      return await say(buildErrorMessage({ ...notRecorded, correlationId: desk.newId() }));
    }
    await say(firstWords(asked));
    onRecorded();
  });
}
