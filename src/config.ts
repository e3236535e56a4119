import { z } from 'zod';
import { AppError } from './errors.ts';

/** How the bot reaches Slack; `sandbox` is the local stand-in. */
export type SlackMode =
  | { kind: 'sandbox' }
  | { kind: 'http'; botToken: string; signingSecret: string; apiUrl: string | null }
  | { kind: 'socket'; botToken: string; appToken: string; apiUrl: string | null };

/** Everything the environment decides. Times in milliseconds unless the name says otherwise. */
export interface Config {
  host: string;
  port: number;
  /** Where browsers, guards and agents reach this bot, without a slash at the end; null: from host and port. */
  baseUrl: string | null;
  dataDir: string;
  databaseUrl: string | null;
  redisUrl: string | null;
  slack: SlackMode;
  command: string;
  /** Name of the emoji that puts a message into the timeline. */
  timelineReaction: string;
  responders: { users: readonly string[]; groups: readonly string[] };
  channels: {
    /** Where incidents go when the bot cannot post where it was asked; null: nowhere. */
    incidents: string | null;
    stakeholders: string | null;
    /** Give each incident a channel of its own. */
    own: boolean;
  };
  ingestToken: string | null;
  controlToken: string | null;
  /** Signs links, and guard secrets are derived from it; null: made on first start and kept with the records. */
  secretKey: string | null;
  containmentFile: string | null;
  /** Folders of JSONL traces to look sessions up in. */
  traceDirs: readonly string[];
  templatesDir: string | null;
  postmortem: { dueMs: number; dir: string };
  captureKeepDays: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const duration = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `48h`, `90m`, `2d`; a bare number is hours. */
const Duration = z.string().transform((text, context) => {
  const [, amount, unit = 'h'] = duration.exec(text.trim()) ?? [];
  const ms = Number(amount) * (unitMs[unit] ?? Number.NaN);
  if (Number.isFinite(ms) && ms > 0) return ms;
  context.addIssue({ code: 'custom', message: 'a duration such as 48h, 90m or 2d' });
  return z.NEVER;
});

const list = z.string().transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''));
const slackId = (kinds: string, what: string) => z.string().regex(new RegExp(`^[${kinds}][A-Z0-9]{2,20}$`), what);
const flag = z.enum(['on', 'off', 'true', 'false', '1', '0']).transform((word) => ['on', 'true', '1'].includes(word));
const secret = z.string().min(16, 'at least 16 characters');

const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number('a port from 0 to 65535').int().min(0).max(65_535).default(3000),
  BASE_URL: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'a postgres:// URL' }).optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?(\+sentinel|\+cluster)?:\/\//, 'a redis:// or rediss:// URL')
    .optional(),
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', 'a bot token, which starts with xoxb-').optional(),
  SLACK_APP_TOKEN: z.string().startsWith('xapp-', 'an app-level token, which starts with xapp-').optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, 'the signing secret of the app').optional(),
  SLACK_API_URL: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).optional(),
  SLACK_COMMAND: z
    .string()
    .regex(/^\/[a-z0-9_-]{1,31}$/, 'a command such as /agent-incident')
    .default('/agent-incident'),
  TIMELINE_REACTION: z
    .string()
    .regex(/^[a-z0-9_+'-]{1,100}$/, 'an emoji name without colons')
    .default('pushpin'),
  RESPONDERS: list.pipe(z.array(slackId('UW', 'Slack user ids, which start with U or W'))).default([]),
  RESPONDER_GROUPS: list.pipe(z.array(slackId('S', 'Slack user group ids, which start with S'))).default([]),
  INCIDENT_CHANNEL: slackId('CG', 'a Slack channel id, which starts with C or G').optional(),
  STAKEHOLDER_CHANNEL: slackId('CG', 'a Slack channel id, which starts with C or G').optional(),
  INCIDENT_CHANNELS: flag.default(false),
  INGEST_TOKEN: secret.optional(),
  CONTROL_TOKEN: secret.optional(),
  SECRET_KEY: z.string().min(32, 'at least 32 characters').optional(),
  CONTAINMENT_FILE: z.string().optional(),
  TRACE_DIRS: list.default([]),
  TEMPLATES_DIR: z.string().optional(),
  POSTMORTEM_DUE: Duration.default(48 * 3_600_000),
  POSTMORTEM_DIR: z.string().optional(),
  CAPTURE_KEEP_DAYS: z.coerce.number('a whole number of days').int().min(30, 'at least 30 days').default(90),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

/** The names of the variables the bot reads. */
export const variableNames: readonly string[] = Object.keys(Environment.shape);

/**
 * Reads the environment; a variable that is set but empty counts as not set.
 *
 * @throws AppError `config.invalid` that lists every key at fault and what it must be, never a value.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    variableNames.flatMap((name) => {
      const value = env[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const read = Environment.safeParse(given);
  const problems = read.success
    ? crossCheck(read.data)
    : read.error.issues.map((issue) => `${String(issue.path[0])}: must be ${issue.message}`);
  if (!read.success || problems.length > 0) {
    const message = `The configuration cannot be used. Correct these variables:\n${problems.map((line) => `  ${line}`).join('\n')}`;
    throw new AppError('config.invalid', message, { details: { problems } });
  }
  return deepFreeze(toConfig(read.data));
}

type Values = z.infer<typeof Environment>;

function crossCheck(values: Values): string[] {
  const { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, SLACK_SIGNING_SECRET: signing } = values;
  const problems: string[] = [];
  if (bot !== undefined && app === undefined && signing === undefined) {
    problems.push('SLACK_APP_TOKEN or SLACK_SIGNING_SECRET: must be set beside SLACK_BOT_TOKEN (Socket Mode or HTTP)');
  }
  if (bot === undefined && (app !== undefined || values.SLACK_API_URL !== undefined)) {
    problems.push('SLACK_BOT_TOKEN: must be set where another SLACK_ variable is');
  }
  return problems;
}

function toConfig(values: Values): Config {
  return {
    host: values.HOST,
    port: values.PORT,
    baseUrl: values.BASE_URL?.replace(/\/+$/, '') ?? null,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    slack: toSlackMode(values),
    command: values.SLACK_COMMAND,
    timelineReaction: values.TIMELINE_REACTION,
    responders: { users: values.RESPONDERS, groups: values.RESPONDER_GROUPS },
    channels: {
      incidents: values.INCIDENT_CHANNEL ?? null,
      stakeholders: values.STAKEHOLDER_CHANNEL ?? null,
      own: values.INCIDENT_CHANNELS,
    },
    ingestToken: values.INGEST_TOKEN ?? null,
    controlToken: values.CONTROL_TOKEN ?? null,
    secretKey: values.SECRET_KEY ?? null,
    containmentFile: values.CONTAINMENT_FILE ?? null,
    traceDirs: values.TRACE_DIRS,
    templatesDir: values.TEMPLATES_DIR ?? null,
    postmortem: { dueMs: values.POSTMORTEM_DUE, dir: values.POSTMORTEM_DIR ?? `${values.DATA_DIR}/postmortems` },
    captureKeepDays: values.CAPTURE_KEEP_DAYS,
    logLevel: values.LOG_LEVEL,
  };
}

function toSlackMode(values: Values): SlackMode {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values;
  const apiUrl = values.SLACK_API_URL?.replace(/\/*$/, '/') ?? null;
  if (botToken === undefined) return { kind: 'sandbox' };
  if (appToken !== undefined) return { kind: 'socket', botToken, appToken, apiUrl };
  return { kind: 'http', botToken, signingSecret: signingSecret ?? '', apiUrl };
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
