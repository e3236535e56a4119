import type { ModalView } from '@slack/types';
import { actionIds, formatActionValue, viewIds } from '../action-ids.ts';
import { actions, button, fitLines, linkButton, plain, section } from '../blocks/elements.ts';
import { type NoticeModel, noticeSymbols } from '../blocks/notice.ts';
import { escapeMrkdwn, plainTrace } from '../kit.ts';

export interface NoticeModalModel {
  title: string;
  /** `waiting`: the answer takes this view's place. */
  symbol: NoticeModel['symbol'] | 'waiting';
  lines: readonly string[];
  /** Opens in the browser. */
  link?: { text: string; url: string };
  /** The incident whose postmortem can be brought up to date from here. */
  renew?: { incident: string; revision: number };
}

/** Something to read, with nothing to send: what is being done, what came of it, or why it was refused. */
export function buildNoticeModal({ title, symbol, lines, link, renew }: NoticeModalModel): ModalView {
  const mark = symbol === 'waiting' ? '⏳' : noticeSymbols[symbol];
  const said = lines.map((line) => escapeMrkdwn(line, 900));
  const value = renew === undefined ? '-' : formatActionValue(renew);
  const open = link === undefined ? [] : [{ id: actionIds.editLink, text: link.text, label: link.text, value }];
  const again = { id: actionIds.renewPostmortem, text: 'Bring up to date', label: 'Write in what is known now', value };
  return {
    type: 'modal',
    callback_id: viewIds.notice,
    title: plain(plainTrace(title, 24) || 'Agent incident'),
    close: plain('Close'),
    blocks: [
      section(fitLines([`${mark} ${said[0] ?? ''}`, ...said.slice(1)], 2900, 'lines')),
      ...actions([
        ...open.flatMap((model) => linkButton(model, link?.url)),
        ...(renew === undefined ? [] : [button(again)]),
      ]),
    ],
  };
}

/** What is shown at once, while the answer is worked out: a trigger lives three seconds. */
export function buildLoadingModal(title: string): ModalView {
  return buildNoticeModal({ title, symbol: 'waiting', lines: ['One moment… Nothing has happened yet.'] });
}
