import type { WebClient } from '@slack/web-api';
import type { Upload } from '../../flows/ports.ts';
import { toSlackError } from '../slack-errors.ts';

const mostPages = 3;

/** The link of a file of this name in the channel: null when it has none, undefined when there is no such file. */
export async function findUploaded(
  client: WebClient,
  channel: string,
  name: string,
): Promise<string | null | undefined> {
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await client.files.list({ channel, count: 200, page }).catch((error: unknown) => {
      throw toSlackError(error, 'files.list');
    });
    const found = answer.files?.find((file) => file.name === name);
    if (found !== undefined) return found.permalink ?? null;
    if (page >= (answer.paging?.pages ?? 1)) return undefined;
  }
  return undefined;
}

/** Uploads it into the channel or thread; resolves to its link, null where Slack does not tell. */
export async function uploadFile(client: WebClient, upload: Omit<Upload, 'mayExist'>): Promise<string | null> {
  const { channel, threadTs, name, title, content } = upload;
  const what = { file: Buffer.from(content.buffer, content.byteOffset, content.byteLength), filename: name, title };
  const answer = await (threadTs === null
    ? client.filesUploadV2({ ...what, channel_id: channel })
    : client.filesUploadV2({ ...what, channel_id: channel, thread_ts: threadTs })
  ).catch((error: unknown) => {
    throw toSlackError(error, 'files.upload');
  });
  const file = answer.files.flatMap(({ files }) => files ?? [])[0];
  if (file?.permalink !== undefined) return file.permalink;
  if (file?.id === undefined) return null;
  // The upload is done: not knowing where to find it must not make it fail.
  const info = await client.files.info({ file: file.id }).catch(() => null);
  return info?.file?.permalink ?? null;
}
