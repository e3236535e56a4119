import { describe, expect, it } from 'vitest';
import { orderSessions, withDescendants } from '../../../src/cli/analyze/order-sessions.ts';
import type { CapturedSession } from '../../../src/trace/jsonl/read-sessions.ts';

function session(sessionId: string, parent?: string): CapturedSession {
  const event = { session_id: sessionId, step: 1, type: 'other' as const };
  const events = [parent === undefined ? event : { ...event, parent_session_id: parent }];
  return { sessionId, events, warnings: [] };
}

function idsOf(nodes: ReturnType<typeof orderSessions>): string[] {
  return nodes.map((node) => node.session.sessionId);
}

describe('orderSessions', () => {
  it('keeps the order of the input where nothing was spawned', () => {
    expect(idsOf(orderSessions([session('b'), session('a', 'elsewhere'), session('c')]))).toEqual(['b', 'a', 'c']);
  });

  it('puts spawned sessions before those that spawned them, over several levels', () => {
    const nodes = orderSessions([session('top'), session('mid', 'top'), session('leaf', 'mid'), session('two', 'top')]);
    expect(idsOf(nodes)).toEqual(['leaf', 'mid', 'two', 'top']);
    expect(nodes.at(-1)?.children).toEqual(['mid', 'two']);
  });

  it('survives sessions that name each other, or themselves, as parents', () => {
    expect(idsOf(orderSessions([session('a', 'b'), session('b', 'a'), session('c', 'c')]))).toEqual(['c', 'a', 'b']);
  });

  it('orders chains of any length', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => session(`s${index}`, `s${index - 1}`));
    expect(idsOf(orderSessions(chain))[0]).toBe('s19999');
  });
});

describe('withDescendants', () => {
  it('finds a session with all it spawned, and nothing else', () => {
    const all = orderSessions([session('top'), session('mid', 'top'), session('leaf', 'mid'), session('other')]);
    expect(idsOf(withDescendants(all, 'mid'))).toEqual(['leaf', 'mid']);
    expect(withDescendants(all, 'absent')).toEqual([]);
  });
});
