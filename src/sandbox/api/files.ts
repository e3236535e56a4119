import { z } from 'zod';
import { addMessage, type Core } from '../core.ts';
import { SlackFailure } from '../failure.ts';
import type { FileEntry } from '../workspace.ts';
import { botMessage, checkContent } from './content.ts';
import { fileTypeOf } from './file-type.ts';
import { count, findOpenChannel, findOwnChannel, json, type Method, method, text } from './method.ts';

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
      // https://docs.slack.dev/reference/methods/files.getUploadURLExternal
      if ((alt?.length ?? 0) > 1_000) throw new SlackFailure('alt_txt_too_large');
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
      const channel = args.channel_id === undefined ? null : findOpenChannel(core, args.channel_id);
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
  'files.info': method('files:read', { file: text }, (core, args) => {
    const file = core.workspace.files.get(args.file);
    if (file === undefined) throw new SlackFailure('file_not_found');
    return { file: file.entry };
  }),
  // https://docs.slack.dev/reference/methods/files.list: newest first
  'files.list': method(
    'files:read',
    { channel: text.optional(), count: count.optional(), page: count.optional() },
    (core, args) => {
      const channel = args.channel === undefined ? null : findOwnChannel(core, args.channel);
      const shared = channel?.messages.flatMap(({ files = [] }) => files.map(({ id }) => id)) ?? null;
      const all = [...core.workspace.files.values()].map(({ entry }) => entry).reverse();
      const found = all.filter(({ id }) => shared === null || shared.includes(id));
      const size = Math.min(Math.max(args.count ?? 100, 1), 1000);
      const number = Math.max(args.page ?? 1, 1);
      const paging = { count: size, total: found.length, page: number, pages: Math.ceil(found.length / size) };
      return { files: found.slice((number - 1) * size, number * size), paging };
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
    ...fileTypeOf(upload.name),
    created: Math.floor(core.clock.now() / 1000),
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
