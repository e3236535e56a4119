import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createSandbox, type SandboxOptions } from './create-sandbox.ts';

const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(3400),
  SANDBOX_RECORD: z.string().default('data/sandbox.jsonl'),
  SANDBOX_BOT_URL: z.url().default('http://127.0.0.1:3000/slack/events'),
  SLACK_SIGNING_SECRET: z.string().min(1).default('sandbox-signing-secret'),
  SLACK_BOT_TOKEN: z.string().min(1).default('xoxb-sandbox'),
  /** A JSON file with `scopes`, `surface` and `timing`, as createSandbox takes them. */
  SANDBOX_SETTINGS: z.string().optional(),
});

const Settings = z.strictObject({
  scopes: z.array(z.string()).optional(),
  surface: z
    .strictObject({
      commands: z.array(
        z.strictObject({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }),
      ),
      shortcuts: z.array(z.strictObject({ callback_id: z.string(), name: z.string() })),
    })
    .partial()
    .optional(),
  timing: z
    .strictObject({ ackTimeoutMs: z.number(), eventRetryMs: z.array(z.number()) })
    .partial()
    .optional(),
});

const environment = Environment.parse(process.env);
const settings =
  environment.SANDBOX_SETTINGS === undefined
    ? {}
    : Settings.parse(JSON.parse(readFileSync(environment.SANDBOX_SETTINGS, 'utf8')));
const sandbox = await createSandbox({
  port: environment.SANDBOX_PORT,
  dataFile: environment.SANDBOX_RECORD,
  botUrl: environment.SANDBOX_BOT_URL,
  signingSecret: environment.SLACK_SIGNING_SECRET,
  botToken: environment.SLACK_BOT_TOKEN,
  ...(settings as Pick<SandboxOptions, 'scopes' | 'surface' | 'timing'>),
});
process.stdout.write(`Sandbox: ${sandbox.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}
