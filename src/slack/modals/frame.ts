import type { KnownBlock, ModalView } from '@slack/types';
import { plain } from '../blocks/elements.ts';

/** A form: what is asked, and the word on the button that sends it. */
export function form(view: {
  callback: string;
  title: string;
  submit: string;
  metadata: string;
  blocks: KnownBlock[];
}): ModalView {
  return {
    type: 'modal',
    callback_id: view.callback,
    title: plain(view.title),
    submit: plain(view.submit),
    close: plain('Cancel'),
    private_metadata: view.metadata,
    blocks: view.blocks,
  };
}
