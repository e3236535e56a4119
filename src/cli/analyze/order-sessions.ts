import type { CapturedSession } from '../../trace/jsonl/read-sessions.ts';

/** A session of an input and the sessions of the same input that it spawned. */
export interface SessionNode {
  session: CapturedSession;
  /** Session ids, in the order of the input. */
  children: string[];
}

function parentOf(session: CapturedSession, present: ReadonlySet<string>): string | null {
  for (const { parent_session_id: parent } of session.events) {
    if (parent !== undefined && parent !== session.sessionId && present.has(parent)) return parent;
  }
  return null;
}

/**
 * Sessions so ordered that each comes after the ones it spawned, otherwise in the order of the input. Sessions that
 * name each other as parents have no first; they come last, and a parent then lacks the child that is still to come.
 */
export function orderSessions(sessions: readonly CapturedSession[]): SessionNode[] {
  const present = new Set(sessions.map(({ sessionId }) => sessionId));
  const nodes = new Map(sessions.map((session) => [session.sessionId, { session, children: [] as string[] }]));
  const parents = new Map<string, string>();
  for (const session of sessions) {
    const parent = parentOf(session, present);
    if (parent === null) continue;
    parents.set(session.sessionId, parent);
    nodes.get(parent)?.children.push(session.sessionId);
  }
  const waitingFor = new Map([...nodes].map(([id, { children }]) => [id, children.length]));
  const done = new Set<string>();
  const ordered: SessionNode[] = [];
  const take = (start: string): void => {
    // Climbs as long as the last awaited child of a parent was just taken.
    for (let id: string | undefined = start; id !== undefined && waitingFor.get(id) === 0 && !done.has(id); ) {
      const node = nodes.get(id);
      if (node !== undefined) ordered.push(node);
      done.add(id);
      const parent = parents.get(id);
      if (parent !== undefined) waitingFor.set(parent, (waitingFor.get(parent) ?? 0) - 1);
      id = parent;
    }
  };
  for (const id of nodes.keys()) take(id);
  return [...ordered, ...[...nodes].filter(([id]) => !done.has(id)).map(([, node]) => node)];
}

/** Of ordered sessions, the one called `sessionId` and all that it spawned, directly or not. */
export function withDescendants(ordered: readonly SessionNode[], sessionId: string): SessionNode[] {
  const wanted = new Set([sessionId]);
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size;
    // Parents stand behind their children, so walking backwards usually finds all in one pass.
    for (const { session, children } of [...ordered].reverse()) {
      if (wanted.has(session.sessionId)) for (const child of children) wanted.add(child);
    }
  }
  return ordered.filter(({ session }) => wanted.has(session.sessionId));
}
