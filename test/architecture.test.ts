import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findViolations } from './support/architecture.ts';

const root = new URL('../', import.meta.url);

function readSources(): Map<string, string> {
  const names = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => name.endsWith('.ts')).map((name) => `src/${name.replaceAll('\\', '/')}`);
  return new Map(paths.sort().map((path) => [path, readFileSync(new URL(path, root), 'utf8')]));
}

/** The violations of one file, or of several that import one another. */
function check(files: Record<string, string>): string[] {
  return findViolations(new Map(Object.entries(files)));
}

test('the sources keep to the import table, without cycles, impure forensics, default exports or long files', () => {
  const sources = readSources();
  expect(sources.has('src/trace/event.ts')).toBe(true);
  expect(findViolations(sources)).toEqual([]);
});

describe('the import table allows', () => {
  test.each([
    ['src/forensics/a.ts', "import type { TraceEvent } from '../trace/event.ts';"],
    ['src/forensics/a.ts', "import { type TraceEvent, type FlagType } from '../trace/event.ts';"],
    ['src/forensics/a.ts', "import { Ajv } from 'ajv';"],
    ['src/forensics/flags/a.ts', "import { words } from '../words.ts';"],
    ['src/incident/store.ts', "import { incidents } from '../db/schema.ts';\nimport { eq } from 'drizzle-orm';"],
    ['src/incident/card.ts', "import type { ForensicsReport } from '../forensics/report.ts';"],
    ['src/flows/open-incident.ts', "import { analyze } from '../forensics/analyze.ts';"],
    [
      'src/slack/app.ts',
      "import type { Incident } from '../incident/incident.ts';\nimport { App } from '@slack/bolt';",
    ],
    ['src/cli/analyze.ts', "import { analyze } from '../forensics/analyze.ts';\nimport { argv } from 'node:process';"],
    ['src/main.ts', "import { compose } from './compose.ts';\nimport { client } from './db/client.ts';"],
    ['src/trace/a.ts', "import { AppError } from '../errors.ts';"],
  ])('%s: %s', (path, source) => {
    expect(check({ [path]: source })).toEqual([]);
  });
});

describe('the import table forbids', () => {
  test.each([
    ['src/forensics/a.ts', "import { TraceEvent } from '../trace/event.ts';"],
    ['src/forensics/a.ts', "import type { Reader } from '../trace/jsonl/read.ts';"],
    ['src/forensics/a.ts', "import { AppError } from '../errors.ts';"],
    ['src/forensics/a.ts', "import { z } from 'zod';"],
    ['src/forensics/a.ts', "import { readFileSync } from 'node:fs';"],
    ['src/guard/a.ts', "import { analyze } from '../forensics/analyze.ts';"],
    ['src/trace/a.ts', "import { analyze } from '../forensics/analyze.ts';"],
    ['src/incident/card.ts', "import { incidents } from '../db/schema.ts';"],
    ['src/incident/a.ts', "export { publish } from '../postmortem/publish.ts';"],
    ['src/db/client.ts', "import type { Config } from '../config.ts';"],
    ['src/flows/a.ts', "import { post } from '../slack/notifier.ts';"],
    ['src/slack/a.ts', "import { transition } from '../incident/transition.ts';"],
    ['src/slack/a.ts', "import type { IncidentStore } from '../incident/store.ts';"],
    ['src/http/a.ts', "const queue = await import('../jobs/queue.ts');"],
    ['src/http/a.ts', "import '../db/client.ts';"],
    ['src/sandbox/a.ts', "import { openIncident } from '../flows/open-incident.ts';"],
    ['src/cli/a.ts', "import {\n  one,\n  two,\n} from '../slack/app.ts';"],
    ['src/flows/a.ts', "import { App } from '@slack/bolt';"],
    ['src/slack/a.ts', "import { Queue } from 'bullmq';"],
    ['src/incident/a.ts', "import { eq } from 'drizzle-orm/pg-core';"],
    ['src/cli/a.ts', "import { version } from '../../package.json';"],
    ['src/helpers/a.ts', 'export const a = 1;'],
  ])('%s: %s', (path, source) => {
    expect(check({ [path]: source })).toHaveLength(1);
    expect(check({ [path]: source })[0]).toContain(path);
  });
});

describe('forensics stays pure: it may not use', () => {
  test.each([
    ['the clock', 'const now = Date.now();'],
    ['the clock', 'const now = new Date();'],
    ['random', 'const x = Math.random();'],
    ['process', 'if (process.env.DEBUG) run();'],
    ['process', 'const { env } = process;'],
    ['console', "console.log('here');"],
    ['globalThis', 'globalThis.counter = 1;'],
    ['the network', "await fetch('https://example.org');"],
    ['a timer', 'setTimeout(run, 10);'],
    ['a computed import', 'await import(name);'],
  ])('%s: %s', (name, source) => {
    expect(check({ 'src/forensics/a.ts': source })).toEqual([`src/forensics/a.ts: forensics may not use ${name}`]);
    expect(check({ 'src/cli/a.ts': source })).toEqual([]);
  });

  test('a date that comes in as a value, and words in comments, are fine', () => {
    const source = '// Not Date.now(): time comes in.\n/** No process.env. */\nconst at = new Date(event.timestamp);';
    expect(check({ 'src/forensics/a.ts': source })).toEqual([]);
  });
});

describe('import cycles', () => {
  test('are found across files, type imports and re-exports included', () => {
    const files = {
      'src/trace/a.ts': "import { b } from './b.ts';",
      'src/trace/b.ts': "export * from './deep/c.ts';",
      'src/trace/deep/c.ts': "import type { A } from '../a.ts';",
    };
    const cycle = 'src/trace/a.ts -> src/trace/b.ts -> src/trace/deep/c.ts -> src/trace/a.ts';
    expect(check(files)).toEqual([`import cycle: ${cycle}`]);
  });

  test('are not seen in a diamond', () => {
    const files = {
      'src/trace/a.ts': "import { b } from './b.ts';\nimport { c } from './c.ts';",
      'src/trace/b.ts': "import { d } from './d.ts';",
      'src/trace/c.ts': "import { d } from './d.ts';",
      'src/trace/d.ts': 'export const d = 1;',
    };
    expect(check(files)).toEqual([]);
  });
});

describe('the form of a file', () => {
  test.each(['export default 1;', 'export { main as default };'])('%s is a default export', (source) => {
    expect(check({ 'src/cli/a.ts': source })).toEqual(['src/cli/a.ts: default export']);
  });

  test('350 lines are fine, 351 are not', () => {
    expect(check({ 'src/cli/a.ts': '//\n'.repeat(350) })).toEqual([]);
    expect(check({ 'src/cli/a.ts': '//\n'.repeat(351) })).toEqual(['src/cli/a.ts: 351 lines, more than 350']);
  });
});
