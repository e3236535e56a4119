import { z } from 'zod';
import { addMessage, type Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { FileEntry } from '../workspace.ts';
import { botMessage, checkContent } from './content.ts';
import { count, findOwnChannel, json, type Method, method, text } from './method.ts';

const finished = json(z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1));

/** The upload in three steps: https://docs.slack.dev/messaging/working-with-files#uploading_files */
export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': method(
    'files:write',
    { filename: z.string().min(1), length: count, alt_text: text.optional(), alt_txt: text.optional() },
    (core, args) => {
      if (args.length < 1) throw new SlackFailure('invalid_arguments');
      const id = core.newId('F');
      const alt = args.alt_txt ?? args.alt_text;
      core.workspace.uploads.set(id, { id, name: args.filename, length: args.length, alt_txt: alt, content: null });
      return { file_id: id, upload_url: `${core.baseUrl()}/_upload/${id}` };
    },
  ),
  'files.completeUploadExternal': method(
    'files:write',
    {
      files: finished,
      channel_id: text.optional(),
      initial_comment: text.optional(),
      thread_ts: text.optional(),
      blocks: json(z.unknown()).optional(),
    },
    (core, args) => {
      const channel = args.channel_id === undefined ? null : findOwnChannel(core, args.channel_id);
      if (args.thread_ts !== undefined && !channel?.messages.some(({ ts }) => ts === args.thread_ts)) {
        throw new SlackFailure('invalid_thread_ts');
      }
      const { uploads } = core.workspace;
      if (args.files.some(({ id }) => !uploads.get(id)?.content)) throw new SlackFailure('file_not_found');
      const files = args.files.map(({ id, title }) => finish(core, id, title));
      if (channel !== null) {
        const said = args.initial_comment || args.blocks !== undefined;
        const content = said ? checkContent(core, { text: args.initial_comment, blocks: args.blocks }) : { text: '' };
        addMessage(core, channel, { ...botMessage(core, content, args.thread_ts), files });
      }
      return { files };
    },
  ),
};

/** Takes the bytes of an upload. @throws SlackFailure `file_not_found`, `file_upload_size_mismatch` */
export function receiveUpload(core: Core, id: string, content: Buffer): void {
  const upload = core.workspace.uploads.get(id);
  if (upload === undefined) throw new SlackFailure('file_not_found');
  if (content.length !== upload.length) throw new SlackFailure('file_upload_size_mismatch');
  upload.content = content;
}

function finish(core: Core, id: string, title: string | undefined): FileEntry {
  const upload = core.workspace.uploads.get(id);
  if (!upload?.content) throw new SlackFailure('file_not_found');
  const url = `${core.baseUrl()}/_files/${id}/${encodeURIComponent(upload.name)}`;
  const entry: FileEntry = {
    id,
    name: upload.name,
    title: title ?? upload.name,
    size: upload.length,
    user: core.workspace.app.botUser,
    permalink: url,
    url_private: url,
    url_private_download: url,
    ...(upload.alt_txt ? { alt_txt: upload.alt_txt } : {}),
  };
  core.workspace.files.set(id, { entry, content: upload.content });
  core.workspace.uploads.delete(id);
  return entry;
}
