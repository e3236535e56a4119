import { describe, expect, it } from 'vitest';
import { type Effect, effectOf } from '../../src/forensics/effect.ts';

describe('effectOf', () => {
  it.each<[tool: string, effect: Effect]>([
    ['get_boat', 'read'],
    ['listLoans', 'read'],
    ['search-catalogue', 'read'],
    ['loans.find', 'read'],
    ['get_order', 'read'],
    ['list_transfers', 'read'],
    ['read_message', 'read'],
    ['create_loan', 'write'],
    ['cancelBooking', 'write'],
    ['send_letter', 'write'],
    ['refund_payment', 'write'],
    ['wire_money', 'write'],
    ['unlock_door', 'write'],
    ['book_room', 'write'],
    ['restart_pump', 'write'],
    ['frobnicate', 'unknown'],
    ['execute', 'unknown'],
    ['', 'unknown'],
  ])('reads the verb of the name: %s is %s', (tool, effect) => {
    expect(effectOf(tool, null, {})).toBe(effect);
  });

  it.each<[annotations: Record<string, boolean>, effect: Effect]>([
    [{ readOnlyHint: true }, 'read'],
    [{ destructiveHint: true }, 'write'],
    [{ readOnlyHint: false }, 'write'],
    [{ idempotentHint: true }, 'unknown'],
  ])('believes annotations before anything else: %j', (annotations, effect) => {
    expect(effectOf('frobnicate', { name: 'frobnicate', annotations }, {})).toBe(effect);
  });

  it('believes annotations against the name', () => {
    expect(effectOf('delete_cache', { name: 'delete_cache', annotations: { readOnlyHint: true } }, {})).toBe('read');
    expect(effectOf('get_boat', { name: 'get_boat', annotations: { readOnlyHint: false } }, {})).toBe('write');
  });

  it.each<[description: string, effect: Effect]>([
    ['Fetches the tide table.', 'read'],
    ['Deletes every log of the ship.', 'write'],
    ['Does a thing.', 'unknown'],
  ])('falls back on the description: "%s"', (description, effect) => {
    expect(effectOf('ops_7', { name: 'ops_7', description }, {})).toBe(effect);
  });

  it.each<[args: unknown, effect: Effect]>([
    [{ method: 'GET', url: 'https://x.example' }, 'read'],
    [{ method: 'post', url: 'https://x.example' }, 'write'],
    [{ http_method: 'DELETE' }, 'write'],
    [{ sql: 'SELECT * FROM boats' }, 'read'],
    [{ sql: 'with b as (select 1) select * from b' }, 'read'],
    [{ sql: "UPDATE boats SET name = 'Ida'" }, 'write'],
    [{ sql: '  drop table boats' }, 'write'],
    [{ query: 'delete from boats where id = 4' }, 'write'],
    [{ query: 'how to delete a boat' }, 'unknown'],
    ['text', 'unknown'],
    [null, 'unknown'],
  ])('reads the arguments of general tools: %j', (args, effect) => {
    expect(effectOf('run', null, args)).toBe(effect);
  });
});
