import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { App, HTTPReceiver } from '@slack/bolt';

// What the bot is compared with: `bare` acknowledges and does nothing else, `insert` first makes the command durable in
// an embedded Postgres by one insert of its own, which is the least that loses nothing.
const [kind] = process.argv.slice(2);
const { SLACK_BOT_TOKEN: botToken = '', SLACK_SIGNING_SECRET: signingSecret = '' } = process.env;

const receiver = new HTTPReceiver({ signingSecret, endpoints: '/slack/events' });
const app = new App({ receiver, authorize: async () => ({ botToken, botId: 'B0BENCH', botUserId: 'U0BENCH' }) });
const folder = mkdtempSync(join(tmpdir(), 'agent-incident-bench-'));
const database = kind === 'insert' ? await PGlite.create(folder) : null;
await database?.exec(
  'create table deliveries (id bigserial primary key, payload jsonb not null, at timestamptz not null)',
);

app.command(/.*/, async ({ ack, command }) => {
  const row = [JSON.stringify(command), new Date().toISOString()];
  await database?.query('insert into deliveries (payload, at) values ($1, $2)', row);
  await ack();
});

const server = await receiver.start({ port: 0, host: '127.0.0.1' });
process.stdout.write(`Bolt app (${kind}): http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
process.once('SIGTERM', async () => {
  await receiver.stop();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
