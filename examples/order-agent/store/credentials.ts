import { randomBytes } from 'node:crypto';

/** The store's table of API keys, one per agent session. */
export interface Credentials {
  /** Issues the session's key. @param parentId - the session that started it; a helper loses access with its parent. */
  issue(sessionId: string, parentId: string | null): string;
  /** Whose key this is, revoked or not; null when it was never issued. */
  sessionOf(key: string): string | null;
  /** The key of a session; null for an unknown one. For the session itself and for checking what its key still opens. */
  keyOf(sessionId: string): string | null;
  isRevoked(sessionId: string): boolean;
  /** Takes access away in the name of an action; twice is the same as once. */
  revoke(sessionIds: readonly string[], actionId: string): void;
  /** Takes one action back. A key that another action revoked, too, stays revoked. */
  restore(actionId: string): void;
}

interface Entry {
  key: string;
  parentId: string | null;
  revokedBy: Set<string>;
}

/** An empty table. */
export function createCredentials(): Credentials {
  const entries = new Map<string, Entry>();
  const sessions = new Map<string, string>();

  function isRevoked(sessionId: string): boolean {
    const entry = entries.get(sessionId);
    if (entry === undefined) return true;
    return entry.revokedBy.size > 0 || (entry.parentId !== null && isRevoked(entry.parentId));
  }

  return {
    issue: (sessionId, parentId) => {
      const key = `store_${randomBytes(24).toString('hex')}`;
      entries.set(sessionId, { key, parentId, revokedBy: new Set() });
      sessions.set(key, sessionId);
      return key;
    },
    sessionOf: (key) => sessions.get(key) ?? null,
    keyOf: (sessionId) => entries.get(sessionId)?.key ?? null,
    isRevoked,
    revoke: (sessionIds, actionId) => {
      for (const id of sessionIds) entries.get(id)?.revokedBy.add(actionId);
    },
    restore: (actionId) => {
      for (const entry of entries.values()) entry.revokedBy.delete(actionId);
    },
  };
}
