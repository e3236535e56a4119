import type { Message } from '../../flows/messages.ts';
import { escapeFallback, escapeMrkdwn } from '../kit.ts';
import { type BuiltMessage, fitLines, section } from './elements.ts';

export type NoticeModel = Omit<Extract<Message, { kind: 'notice' }>, 'kind'>;

export const noticeSymbols: Record<NoticeModel['symbol'], string> = { info: 'ℹ', warning: '⚠', done: '✔' };

const emptyWords = 'Nothing to say.';

/** Something people should know, a line each; long lists end with a count. */
export function buildNotice({ symbol, lines }: NoticeModel): BuiltMessage {
  const said = lines.filter((line) => line.trim() !== '');
  const [first = emptyWords, ...rest] = said.map((line) => escapeMrkdwn(line, 600));
  return {
    text: `${noticeSymbols[symbol]} ${escapeFallback(said[0] ?? emptyWords, 300)}`,
    blocks: [section(fitLines([`${noticeSymbols[symbol]} ${first}`, ...rest], 2900, 'lines'))],
  };
}
