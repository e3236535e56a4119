import { z } from 'zod';
import type { OrderAgentOptions } from './order-agent.ts';

/** Known to everybody: fit for a demo on one machine, nothing else. */
const demoWebhookSecret = 'whsec_b3JkZXItYWdlbnQtZGVtby1zZWNyZXQtbm90LWZvci1wcm9k';

/** Source: Standard Webhooks, "Signature scheme". */
function isWebhookSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64').length;
  return encoded.length % 4 === 0 && bytes >= 24 && bytes <= 64;
}

const httpUrl = z.url({ protocol: /^https?$/ });

const Environment = z.object({
  ORDER_AGENT_PORT: z.coerce.number().int().min(0).max(65_535).default(3_500),
  ORDER_AGENT_PACE_MS: z.coerce.number().int().min(0).max(600_000).default(800),
  ORDER_AGENT_RECORD: z.string().default('data/order-agent.jsonl'),
  INGEST_URL: httpUrl,
  INGEST_TOKEN: z.string(),
  CONTROL_URL: httpUrl,
  CONTROL_TOKEN: z.string(),
  GUARD_MASTER_KEY: z.string().min(16),
  AGENT_WEBHOOK_SECRET: z.string().refine(isWebhookSecret).default(demoWebhookSecret),
});

const meanings: { [name in keyof z.infer<typeof Environment>]: string } = {
  ORDER_AGENT_PORT: 'a port from 0 to 65535 (3500 unless set; 0 for any)',
  ORDER_AGENT_PACE_MS: 'milliseconds between two steps, 0 to 600000 (800 unless set)',
  ORDER_AGENT_RECORD: 'the file of the record (data/order-agent.jsonl unless set)',
  INGEST_URL: 'the bot, such as http://127.0.0.1:3000',
  INGEST_TOKEN: "the bot's token for /v1/events",
  CONTROL_URL: 'the bot, such as http://127.0.0.1:3000',
  CONTROL_TOKEN: "the bot's token for /v1/control",
  GUARD_MASTER_KEY: "the bot's guard master key, at least 16 characters",
  AGENT_WEBHOOK_SECRET: "whsec_ and 24 to 64 bytes in base64, the same as the bot's",
};

/** Reads the agent's settings. @throws Error that lists every variable that is missing or wrong, never a value. */
export function readSettings(environment: Readonly<{ [name: string]: string | undefined }>): OrderAgentOptions {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const parsed = Environment.safeParse(Object.fromEntries(set));
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    const lines = [...names].map((name) => `  ${name}: ${meanings[name as keyof typeof meanings]}`);
    throw new Error(`Set these environment variables and start again:\n${lines.join('\n')}`);
  }
  const { data } = parsed;
  return {
    port: data.ORDER_AGENT_PORT,
    paceMs: data.ORDER_AGENT_PACE_MS,
    recordPath: data.ORDER_AGENT_RECORD,
    ingest: { url: data.INGEST_URL, token: data.INGEST_TOKEN },
    control: { url: data.CONTROL_URL, token: data.CONTROL_TOKEN },
    guardMasterKey: data.GUARD_MASTER_KEY,
    webhookSecret: data.AGENT_WEBHOOK_SECRET,
  };
}
