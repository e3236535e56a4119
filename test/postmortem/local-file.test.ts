import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLocalFileDestination, fileName } from '../../src/postmortem/destinations/local-file.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'postmortems-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function documentOf(markdown: string, sessionId = 'ses_abc123') {
  return { incidentId: 'inc_1', number: 12, sessionId, title: 'A title', markdown };
}

test('writes the document where its link points, making the folder', async () => {
  const folder = join(root, 'a', 'b');
  const { url } = await createLocalFileDestination(folder).publish(documentOf('# Grüße\n'), 'key');
  expect(fileURLToPath(url)).toBe(join(folder, '12-ses_abc123.md'));
  expect(readFileSync(fileURLToPath(url), 'utf8')).toBe('# Grüße\n');
});

test('publishing again, also many times at once, is one whole file', async () => {
  const destination = createLocalFileDestination(root);
  const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(200_000));
  const links = await Promise.all(texts.map((text) => destination.publish(documentOf(text), 'key')));
  expect(new Set(links.map(({ url }) => url)).size).toBe(1);
  expect(readdirSync(root)).toEqual(['12-ses_abc123.md']);
  expect(texts).toContain(readFileSync(join(root, '12-ses_abc123.md'), 'utf8'));
});

test.each(['../../etc/passwd', '/etc/passwd', '..', '.', '', 'a\u0000b', 'C:\\x', 'a/b', '💥', 'x'.repeat(5000)])(
  'a session id never leads out of the folder: %j',
  async (sessionId) => {
    const { url } = await createLocalFileDestination(root).publish(documentOf('x', sessionId), 'key');
    expect(readdirSync(root)).toHaveLength(1);
    expect(fileURLToPath(url)).toBe(join(root, readdirSync(root)[0] ?? ''));
    expect(readdirSync(root)[0]).toMatch(/^12-[A-Za-z0-9_-]{1,80}\.md$/);
  },
);

test('a link that was put in the place of the file is replaced, what it points to is left alone', async () => {
  const outside = join(root, 'outside.txt');
  writeFileSync(outside, 'untouched');
  symlinkSync(outside, join(root, '12-ses_abc123.md'));
  await createLocalFileDestination(root).publish(documentOf('mine'), 'key');
  expect(readFileSync(outside, 'utf8')).toBe('untouched');
  expect(readFileSync(join(root, '12-ses_abc123.md'), 'utf8')).toBe('mine');
});

test('a folder that cannot be written to is an error that says what to do, and leaves no half file', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  const publish = createLocalFileDestination(join(file, 'x')).publish(documentOf('x'), 'key');
  await expect(publish).rejects.toMatchObject({ code: 'postmortem.not-published', retryable: false });
  expect(readdirSync(root)).toEqual(['file']);
  expect(() => fileName({ number: Number.NaN, sessionId: 'x' })).toThrow('no number');
});
