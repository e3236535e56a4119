import type { ContainmentRequest, ContainmentTarget } from '../../src/containment/provider.ts';

export const requestedAt = new Date('2026-11-22T12:00:00.000Z');

export function target(sessionId: string, ...children: string[]): ContainmentTarget {
  return { sessionId, sessions: [sessionId, ...children], agent: 'order-agent', sessionType: 'order-support' };
}

/** A kill unless told otherwise. */
export function request(change: Partial<ContainmentRequest> = {}): ContainmentRequest {
  const who = { by: 'U1', reason: 'wrong customer', at: requestedAt };
  return { actionId: 'act_1', kind: 'kill', target: target('ses_1'), limitPerMinute: null, ...who, ...change };
}
