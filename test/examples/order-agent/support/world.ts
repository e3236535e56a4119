import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import {
  createOrderAgent,
  type OrderAgent,
  type OrderAgentOptions,
} from '../../../../examples/order-agent/order-agent.ts';
import { deriveGuardSecret } from '../../../../src/guard/index.ts';
import { ControlServer } from '../../../guard/support/control-server.ts';
import { IngestServer } from './ingest-server.ts';

export const masterKey = 'a-master-key-for-tests';
export const webhookSecret = `whsec_${Buffer.from('a webhook secret for tests').toString('base64')}`;
/** The session whose acknowledgements the control server can check. */
export const sessionId = 'ses_under_test';

/** The agent with everything it talks to. */
export interface World {
  agent: OrderAgent;
  ingest: IngestServer;
  control: ControlServer;
  /** The agent's record so far. */
  lines(type?: string): RecordLine[];
  /** `record` as the file holds it. */
  recordText(): string;
  post(path: string): Promise<{ status: number; body: Body }>;
  get(path: string): Promise<{ status: number; body: Body }>;
  /** Sends a signed containment request for `sessionId`. */
  contain(
    fields: Body,
    options?: { secret?: string; sentAt?: Date },
  ): Promise<{ status: number; body: Body; text: string }>;
  close(): Promise<void>;
}

export interface RecordLine {
  at: string;
  type: string;
  [field: string]: unknown;
}

export type Body = { [field: string]: unknown };

export async function openWorld(overrides: Partial<OrderAgentOptions> = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'order-agent-'));
  const recordPath = join(folder, 'deep', 'record.jsonl');
  const ingest = new IngestServer();
  const control = new ControlServer(deriveGuardSecret(masterKey, sessionId));
  await ingest.start();
  await control.start();
  const agent = await createOrderAgent({
    port: 0,
    ingest,
    control,
    guardMasterKey: masterKey,
    webhookSecret,
    recordPath,
    paceMs: 0,
    ...overrides,
  });
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${agent.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) as Body, text };
  };
  const recordText = (): string => readFileSync(recordPath, 'utf8');
  return {
    agent,
    ingest,
    control,
    recordText,
    lines: (type) => {
      const lines = recordText().split('\n');
      const all = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RecordLine);
      return type === undefined ? all : all.filter((line) => line.type === type);
    },
    post: (path) => call(path, { method: 'POST' }),
    get: (path) => call(path),
    contain: (fields, { secret = webhookSecret, sentAt = new Date() } = {}) => {
      const body = JSON.stringify({
        action_id: 'act_1',
        kind: 'revoke',
        session_id: sessionId,
        sessions: [sessionId],
        limit_per_minute: null,
        requested_by: 'U1',
        at: sentAt.toISOString(),
        ...fields,
      });
      const headers = {
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', sentAt, body),
      };
      return call('/containment', { method: 'POST', body, headers });
    },
    close: async () => {
      await agent.close();
      await ingest.stop();
      await control.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
