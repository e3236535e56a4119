import { createHash } from 'node:crypto';
import type { ContainmentDraft, ContainmentProvider } from './provider.ts';

/** What a containment would touch, and the digest by which a confirmation is bound to exactly this. */
export interface ComputedPlan {
  /** One sentence each. */
  lines: string[];
  /** 32 hex digits. */
  digest: string;
  /** Name of the provider that would carry it out. */
  provider: string;
  canUndo: boolean;
}

/** Asks the provider what it would touch. @throws what its `plan` throws. */
export async function computePlan(provider: ContainmentProvider, request: ContainmentDraft): Promise<ComputedPlan> {
  const { kind, target, limitPerMinute } = request;
  const lines = await provider.plan(request);
  const { sessionId, sessions, agent, sessionType } = target;
  const bound = [provider.name, kind, limitPerMinute, sessionId, sessions, agent, sessionType, lines];
  const digest = createHash('sha256').update(JSON.stringify(bound)).digest('hex').slice(0, 32);
  return { lines, digest, provider: provider.name, canUndo: provider.undo !== undefined && provider.canUndo(kind) };
}
