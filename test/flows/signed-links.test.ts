import { describe, expect, test } from 'vitest';
import { createSignedLinks } from '../../src/flows/signed-links.ts';

const now = new Date('2026-11-22T02:37:00.000Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const links = createSignedLinks('the key of a test', () => 'https://bot.example');
const read = { incidentId: 'inc_1', use: 'read', user: null } as const;
const edit = { incidentId: 'inc_1', use: 'edit', user: 'U0ONE' } as const;

function tokenOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/')[2] ?? '');
}

describe('a signed link', () => {
  test.each([read, edit])('says what it allows until it runs out: %o', (grant) => {
    const token = tokenOf(links.make(grant, later(60_000)));
    expect(links.verify(token, later(59_000))).toEqual(grant);
    expect(links.verify(token, later(61_000))).toBeNull();
  });

  test('to edit leads to the editor', () => {
    expect(new URL(links.make(edit, later(1_000))).pathname).toMatch(/^\/postmortems\/[^/]+\/edit$/);
  });

  test('to read cannot be turned into one to edit, for another incident, another person, or a longer time', () => {
    const token = tokenOf(links.make(read, later(60_000)));
    const [incident, use, user, until, signature] = token.split('.');
    const forged = [
      [incident, 'e', user, until, signature],
      ['inc_2', use, user, until, signature],
      [incident, use, 'U0TWO', until, signature],
      [incident, use, user, Number(until) + 1, signature],
      [incident, use, user, until, ''],
      [incident, use, user, until],
      [incident, use, user, until, signature, ''],
    ];
    for (const parts of forged) expect(links.verify(parts.join('.'), now)).toBeNull();
  });

  test('of another key is worth nothing', () => {
    const other = createSignedLinks('another key', () => 'https://bot.example');
    expect(links.verify(tokenOf(other.make(edit, later(60_000))), now)).toBeNull();
  });
});
