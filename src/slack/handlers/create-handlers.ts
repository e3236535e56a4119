import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import { buildErrorMessage } from '../blocks/error-message.ts';
import type { Desk } from '../desk.ts';
import { errorFacts, explainError } from '../explain-error.ts';
import { ActionRecord, type Asked, CommandRecord, EventRecord, ViewRecord } from '../inbound/records.ts';
import { handleAction } from './handle-action.ts';
import { handleWords } from './handle-command.ts';
import { handleEvent } from './handle-event.ts';
import { handleView, whereOpened } from './handle-view.ts';

/** What was written down before it was acknowledged. */
export interface RecordedRow {
  kind: string;
  key: string;
  payload: unknown;
}

export interface Handlers {
  /**
   * Does what was written down; twice is as good as once.
   * @throws AppError (retryable) or an unforeseen error: to be tried again. Everything else has been answered.
   */
  handle(row: RecordedRow): Promise<void>;
  /** Tells the person who asked that it will not be tried again. */
  giveUp(row: RecordedRow, error: unknown): Promise<void>;
}

type Work = { to: Asked; run(): Promise<void> };

export function createHandlers(desk: Desk, timelineReaction: string): Handlers {
  /** Null for what only had to be remembered. @throws AppError when it is nothing of ours */
  function readWork({ kind, key, payload }: RecordedRow): Work | null {
    switch (kind) {
      case 'slack.command': {
        const record = parse(CommandRecord, payload);
        return { to: record, run: () => handleWords(desk, record, key, record.text) };
      }
      case 'slack.action': {
        const record = parse(ActionRecord, payload);
        return { to: record, run: () => handleAction(desk, record, key) };
      }
      case 'slack.view': {
        const record = parse(ViewRecord, payload);
        return { to: whereOpened(record), run: () => handleView(desk, record, key) };
      }
      case 'slack.event': {
        const record = parse(EventRecord, payload);
        return { to: record, run: () => handleEvent(desk, record, key, timelineReaction) };
      }
      case 'slack.answer':
        return null;
      default:
        throw new AppError('slack.unknown-row', `Nothing is known of rows of kind ${kind}: update this process.`);
    }
  }

  async function tell({ to }: Work, key: string, error: unknown, wayOut?: string): Promise<void> {
    const correlationId = desk.newId();
    desk.log.error({ key, correlationId, ...errorFacts(error) }, 'a request failed');
    const said = explainError(error, correlationId);
    await desk.answers.say(to, key, buildErrorMessage(wayOut === undefined ? said : { ...said, wayOut }));
  }

  return {
    async handle(row) {
      const work = readWork(row);
      if (work === null) return;
      try {
        await work.run();
      } catch (error) {
        if (error instanceof AppError && !error.retryable) return await tell(work, row.key, error);
        // Slack not being there cannot be told through Slack.
        if (!(error instanceof AppError && error.code.startsWith('slack.'))) {
          const wayOut = 'It is written down and tried again by itself; nothing needs to be done.';
          await tell(work, `${row.key}:trouble`, error, wayOut);
        }
        throw error;
      }
    },
    async giveUp(row, error) {
      const work = (() => {
        try {
          return readWork(row);
        } catch {
          return null;
        }
      })();
      if (work === null) return desk.log.error({ key: row.key, ...errorFacts(error) }, 'a row was given up');
      await tell(work, `${row.key}:given-up`, error);
    },
  };
}

function parse<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new AppError('slack.bad-row', `What was written down cannot be read (${where}): update this process.`);
}
