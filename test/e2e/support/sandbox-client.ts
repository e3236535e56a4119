import { waitUntil } from './wait-until.ts';

/** What the tests read of Slack's objects. */
export interface Element {
  type: string;
  action_id?: string;
  value?: string;
  url?: string;
  text?: { text: string };
  options?: { text: { text: string }; value: string }[];
  initial_option?: { value: string };
  initial_value?: string;
}
export interface Block {
  type: string;
  block_id?: string;
  text?: { text: string };
  elements?: Element[];
  element?: Element;
  accessory?: Element;
}
export interface File {
  id: string;
  name: string;
  title: string;
  size: number;
  url_private: string;
}
export interface Message {
  ts: string;
  user: string;
  text: string;
  thread_ts?: string;
  blocks?: Block[];
  metadata?: { event_payload: { delivery_id?: string } };
  files?: File[];
  to?: string;
}
export interface View {
  id: string;
  callback_id: string;
  blocks: Block[];
  title?: { text: string } | null;
  submit?: { text: string } | null;
}
export interface Channel {
  id: string;
  name: string;
  topic: string;
  is_im: boolean;
  members: string[];
  messages: Message[];
  ephemerals: Message[];
  pins: string[];
  bookmarks: { title: string; link: string }[];
}
export interface State {
  channels: Channel[];
  modals: View[];
  home: View | null;
  notices: { text: string }[];
}
export type Values = Record<string, Record<string, string | readonly string[] | null>>;

/** What the bot answered; acknowledged is only `answered` with 200. */
export interface Reply {
  kind: 'answered' | 'timeout' | 'failed';
  status?: number;
  body?: string;
}

/** The sandbox, as a person or a test uses it over HTTP. */
export interface SandboxClient {
  url: string;
  state(user: string): Promise<State>;
  /** Does what a person would. @throws Error with what the sandbox said when it refuses. */
  act<T>(name: string, body: Record<string, unknown>): Promise<T>;
  /** Resolves when somebody does something next. */
  nextAct(): Promise<void>;
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  file(file: File): Promise<string>;
}

export class Refusal extends Error {
  readonly code: string;
  constructor(name: string, code: string) {
    super(`the sandbox refused ${name}: ${code}`);
    this.code = code;
  }
}

export function createSandboxClient(url: string): SandboxClient {
  const waiting: (() => void)[] = [];
  async function post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as { error?: string };
    if (!response.ok) throw new Refusal(path, answer.error ?? String(response.status));
    return answer;
  }
  return {
    url,
    state: async (user) => (await (await fetch(`${url}/_sandbox/state?user=${user}`)).json()) as State,
    async act<T>(name: string, body: Record<string, unknown>) {
      for (const tell of waiting.splice(0)) tell();
      return (await post(`/_sandbox/${name}`, body)) as T;
    },
    nextAct: () => new Promise((resolve) => waiting.push(resolve)),
    fault: async (fault) => void (await post('/_faults', fault)),
    clearFaults: async () => void (await fetch(`${url}/_faults`, { method: 'DELETE' })),
    file: async (file) => await (await fetch(file.url_private)).text(),
  };
}

export function isAcknowledged(reply: Reply): boolean {
  return reply.kind === 'answered' && reply.status === 200;
}

/** All that stands in blocks or other parts of a message or view, in reading order. */
export function textOf(part: unknown): string {
  if (Array.isArray(part)) return part.map(textOf).join('\n');
  if (typeof part !== 'object' || part === null) return '';
  return Object.entries(part)
    .map(([key, value]) => (key === 'text' && typeof value === 'string' ? value : textOf(value)))
    .filter((text) => text !== '')
    .join('\n');
}

/** Where an element stands; null when it does not. */
export function findElement(blocks: readonly Block[] = [], actionId: string) {
  for (const { block_id = '', elements = [], element, accessory } of blocks) {
    for (const found of [...elements, ...(element ? [element] : []), ...(accessory ? [accessory] : [])]) {
      if (found.action_id === actionId) return { block_id, element: found };
    }
  }
  return null;
}

/** What a message was posted as: the delivery id in its metadata. */
export function deliveryOf(message: Message): string | null {
  return message.metadata?.event_payload.delivery_id ?? null;
}

/** A message that the bot posts under this delivery id, once it is there. */
export async function findDelivery(
  sandbox: SandboxClient,
  user: string,
  deliveryId: string,
): Promise<{ channel: Channel; message: Message } | null> {
  for (const channel of (await sandbox.state(user)).channels) {
    const message = channel.messages.find((each) => deliveryOf(each) === deliveryId);
    if (message !== undefined) return { channel, message };
  }
  return null;
}

export async function untilDelivered(sandbox: SandboxClient, user: string, deliveryId: string, explain: () => string) {
  return await waitUntil(`${deliveryId} is posted`, () => findDelivery(sandbox, user, deliveryId), { explain });
}
