import type { Block, View } from './blocks/schema.ts';

export interface User {
  id: string;
  name: string;
  real_name: string;
  is_bot: boolean;
}

export interface Reaction {
  name: string;
  users: string[];
}

export interface Message {
  type: 'message';
  ts: string;
  user: string;
  text: string;
  blocks?: Block[];
  thread_ts?: string;
  bot_id?: string;
  app_id?: string;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  edited?: { user: string; ts: string };
  reactions?: Reaction[];
  files?: FileEntry[];
}

/** Seen by one person only, and by no history call. */
export interface Ephemeral extends Message {
  to: string;
}

export interface Channel {
  id: string;
  name: string;
  is_im: boolean;
  is_private: boolean;
  is_archived: boolean;
  /** Seconds since 1970. */
  created: number;
  creator: string;
  topic: string;
  purpose: string;
  members: string[];
  messages: Message[];
  ephemerals: Ephemeral[];
  pins: string[];
  bookmarks: { id: string; title: string; link: string; type: 'link' }[];
}

export interface FileEntry {
  id: string;
  name: string;
  title: string;
  size: number;
  mimetype: string;
  filetype: string;
  /** Seconds since 1970. */
  created: number;
  user: string;
  permalink: string;
  url_private: string;
  url_private_download: string;
  alt_txt?: string;
}

/** An upload between getUploadURLExternal and completeUploadExternal. */
export interface PendingUpload {
  id: string;
  name: string;
  length: number;
  alt_txt: string | undefined;
  content: Buffer | null;
}

/** A view that the bot opened or published, with what Slack adds to it. */
export interface StoredView extends View {
  id: string;
  team_id: string;
  app_id: string;
  bot_id: string;
  hash: string;
  root_view_id: string;
  previous_view_id: string | null;
  external_id: string;
  private_metadata: string;
  callback_id: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
}

export interface Trigger {
  user: string;
  expiresAtMs: number;
  used: boolean;
  /** The modal it was born in, if any: views.push needs one. */
  viewId: string | null;
}

export interface ResponseUrl {
  channel: string;
  user: string;
  uses: number;
  expiresAtMs: number;
  /** The message a button stood on; null for a command. */
  messageTs: string | null;
  threadTs: string | null;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

/** Everything the stand-in remembers. */
export interface Workspace {
  team: { id: string; domain: string; name: string };
  app: { id: string; botId: string; botUser: string };
  users: Map<string, User>;
  channels: Map<string, Channel>;
  groups: Map<string, UserGroup>;
  files: Map<string, { entry: FileEntry; content: Buffer }>;
  uploads: Map<string, PendingUpload>;
  views: Map<string, StoredView>;
  /** Open modals of each user, lowest first. */
  modals: Map<string, string[]>;
  /** The App Home of each user: a view id. */
  homes: Map<string, string>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
}
