import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DatabaseOptions } from '../../src/db/client.ts';

/** A place for records of its own, gone after `remove`. */
export interface World {
  options: DatabaseOptions;
  remove(): Promise<void>;
}

async function onDisk(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'records-'));
  return { options: { folder }, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}

async function onServer(serverUrl: string): Promise<World> {
  const name = `records_${randomUUID().replaceAll('-', '')}`;
  await runOnServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const remove = () => runOnServer(serverUrl, `drop database ${name} with (force)`);
  return { options: { folder: tmpdir(), databaseUrl: url.href }, remove };
}

async function runOnServer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Every kind of records the suite runs on: PGlite on disk, and the server of TEST_DATABASE_URL where there is one. */
export function worlds(): { name: string; create: () => Promise<World> }[] {
  const serverUrl = process.env.TEST_DATABASE_URL;
  const server = serverUrl === undefined ? [] : [{ name: 'PostgreSQL', create: () => onServer(serverUrl) }];
  return [{ name: 'PGlite on disk', create: onDisk }, ...server];
}
