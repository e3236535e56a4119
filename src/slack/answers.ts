import type { WebClient } from '@slack/web-api';
import type { Intake, Log } from '../flows/ports.ts';
import type { BuiltMessage } from './blocks/elements.ts';
import type { Asked } from './inbound/records.ts';
import { parseMoment } from './kit.ts';
import { sendBlocks } from './notifier/post-message.ts';
import { toSlackError } from './slack-errors.ts';

export interface AnswersOptions {
  client: WebClient;
  intake: Intake;
  log: Log;
  now: () => Date;
}

/** Answers that one person sees. */
export interface Answers {
  /**
   * Says it to the person who asked, once per `key` and at most once: Slack gives no way to look such answers up. Never
   * throws: an answer that cannot be given must not undo what was done.
   */
  say(to: Asked, key: string, built: BuiltMessage): Promise<void>;
  /** Says it now, without remembering that it was said: for what nobody does twice. Never throws. */
  tell(to: Asked, built: BuiltMessage): Promise<void>;
  /** Says it in place of the message that was clicked, which this person alone sees; may be repeated. */
  replace(to: Asked, built: BuiltMessage): Promise<void>;
}

/** A response_url lives half an hour. */
const responseUrlMs = 29 * 60_000;
const timeoutMs = 10_000;

export function createAnswers({ client, intake, log, now }: AnswersOptions): Answers {
  /** True when Slack took it, or may have taken it; false when it certainly did not. */
  async function respond(to: Asked, built: BuiltMessage, replace: boolean): Promise<boolean> {
    if (to.responseUrl === null || now().getTime() - parseMoment(to.at) > responseUrlMs) return false;
    const thread = to.threadTs === null ? {} : { thread_ts: to.threadTs };
    const body = { response_type: 'ephemeral', replace_original: replace, ...built, ...thread };
    try {
      const response = await fetch(to.responseUrl, {
        method: 'POST',
        redirect: 'error',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (!response.ok) log.warn({ status: response.status }, 'an answer was refused at its response_url');
      return response.ok || response.status >= 500;
    } catch (error) {
      log.warn({ problem: error instanceof Error ? error.message : 'unknown' }, 'an answer may not have come through');
      return true;
    }
  }

  async function tell(to: Asked, built: BuiltMessage): Promise<void> {
    if (await respond(to, built, false)) return;
    const { user, channel, threadTs } = to;
    if (to.audience === 'thread' && channel !== null) return await tellThread(channel, threadTs, built);
    if (channel !== null && (await tellInChannel({ user, channel, threadTs }, built))) return;
    const direct = (message: BuiltMessage) => client.chat.postMessage({ channel: user, ...message });
    await sendBlocks(built, log, 'chat.postMessage', direct);
  }

  async function tellThread(channel: string, threadTs: string | null, built: BuiltMessage): Promise<void> {
    const thread = threadTs === null ? {} : { thread_ts: threadTs };
    const send = (message: BuiltMessage) => client.chat.postMessage({ channel, ...message, ...thread });
    await sendBlocks(built, log, 'chat.postMessage', send);
  }

  async function tellInChannel(
    { user, channel, threadTs }: { user: string; channel: string; threadTs: string | null },
    built: BuiltMessage,
  ): Promise<boolean> {
    const thread = threadTs === null ? {} : { thread_ts: threadTs };
    try {
      const send = (message: BuiltMessage) => client.chat.postEphemeral({ channel, user, ...message, ...thread });
      await sendBlocks(built, log, 'chat.postEphemeral', send);
      return true;
    } catch (error) {
      const known = toSlackError(error, 'chat.postEphemeral');
      log.warn({ problem: known.message }, 'an answer could not be given where it was asked for');
      // What may have come through is not said again elsewhere.
      return known.retryable;
    }
  }

  return {
    async say(to, key, built) {
      try {
        const claim = { kind: 'slack.answer', key: `answer:${key}`, payload: {}, receivedAt: now() };
        if (await intake.record(claim)) await tell(to, built);
      } catch (error) {
        log.warn({ key, problem: error instanceof Error ? error.message : 'unknown' }, 'an answer could not be given');
      }
    },
    async tell(to, built) {
      await tell(to, built).catch((error: unknown) => log.warn({ problem: String(error) }, 'an answer was not given'));
    },
    async replace(to, built) {
      if (!(await respond(to, built, true))) log.info({}, 'a message could not be replaced');
    },
  };
}
