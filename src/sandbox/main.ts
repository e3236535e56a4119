import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { createSandbox, type SandboxOptions } from './create-sandbox.ts';
import { Manifest } from './manifest.ts';
import { PanelSettings } from './panels/schema.ts';

const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(3400),
  SANDBOX_RECORD: z.string().default('data/sandbox.jsonl'),
  SANDBOX_BOT_URL: z.url().default('http://127.0.0.1:3000/slack/events'),
  SLACK_SIGNING_SECRET: z.string().min(1).default('sandbox-signing-secret'),
  SLACK_BOT_TOKEN: z.string().min(1).default('xoxb-sandbox'),
  SLACK_APP_TOKEN: z.string().min(1).default('xapp-sandbox'),
  /** The app manifest, YAML or JSON. */
  SANDBOX_MANIFEST: z.string().optional(),
  /** A JSON file with `scopes`, `surface`, `panels` and `timing`, as createSandbox takes them. */
  SANDBOX_SETTINGS: z.string().optional(),
});

const Settings = z.strictObject({
  scopes: z.array(z.string()).optional(),
  surface: z
    .strictObject({
      commands: z.array(
        z.strictObject({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }),
      ),
      shortcuts: z.array(
        z.strictObject({
          callback_id: z.string(),
          name: z.string(),
          type: z.enum(['message', 'global']).default('message'),
        }),
      ),
    })
    .partial()
    .optional(),
  panels: z.array(PanelSettings).max(4).optional(),
  timing: z
    .strictObject({ ackTimeoutMs: z.number(), eventRetryMs: z.array(z.number()), panelMs: z.number().min(10) })
    .partial()
    .optional(),
});

const environment = Environment.parse(process.env);
const settings = read(environment.SANDBOX_SETTINGS, (text) => Settings.parse(JSON.parse(text))) ?? {};
// YAML contains JSON.
const manifest = read(environment.SANDBOX_MANIFEST, (text) => Manifest.parse(parseYaml(text)));
const sandbox = await createSandbox({
  port: environment.SANDBOX_PORT,
  dataFile: environment.SANDBOX_RECORD,
  botUrl: environment.SANDBOX_BOT_URL,
  signingSecret: environment.SLACK_SIGNING_SECRET,
  botToken: environment.SLACK_BOT_TOKEN,
  appToken: environment.SLACK_APP_TOKEN,
  ...(manifest === undefined ? {} : { manifest }),
  ...(settings as Pick<SandboxOptions, 'scopes' | 'surface' | 'panels' | 'timing'>),
});
process.stdout.write(`Sandbox: ${sandbox.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}

function read<T>(path: string | undefined, parse: (text: string) => T): T | undefined {
  return path === undefined ? undefined : parse(readFileSync(path, 'utf8'));
}
