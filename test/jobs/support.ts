import type { Log } from '../../src/flows/ports.ts';
import type { DrainStore } from '../../src/jobs/drain.ts';

export interface LogLine {
  level: 'info' | 'warn' | 'error';
  facts: Readonly<Record<string, unknown>>;
  what: string;
}

/** A log that remembers. */
export function rememberLog(): Log & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const line = (level: LogLine['level']) => (facts: Readonly<Record<string, unknown>>, what: string) =>
    void lines.push({ level, facts, what });
  return { lines, info: line('info'), warn: line('warn'), error: line('error') };
}

export interface MemoryRow {
  id: number;
  kind: string;
  attempts: number;
}

interface Stored extends MemoryRow {
  dueAt: number;
  done: boolean;
  error: string | null;
}

/** Rows in memory with the tables' rules; for what the real ones cannot be made to do at will. */
export class MemoryStore implements DrainStore<MemoryRow> {
  readonly rows: Stored[] = [];
  claims = 0;
  /** Every method rejects while true. */
  down = false;
  /** Makes each claim wait, where a test sets it. */
  beforeClaim: () => Promise<void> = async () => undefined;

  add(...kinds: string[]): void {
    for (const kind of kinds) this.addAt(kind, 0);
  }

  addAt(kind: string, dueAt: number): void {
    this.rows.push({ id: this.rows.length + 1, kind, attempts: 0, dueAt, done: false, error: null });
  }

  async claim({ now, limit, leaseMs }: { now: Date; limit: number; leaseMs: number }): Promise<MemoryRow[]> {
    this.claims++;
    await this.beforeClaim();
    this.#check();
    const due = this.rows.filter((row) => !row.done && row.dueAt <= now.getTime()).slice(0, limit);
    return due.map((row) => {
      row.attempts++;
      row.dueAt = now.getTime() + leaseMs;
      return { id: row.id, kind: row.kind, attempts: row.attempts };
    });
  }

  async finish(claim: MemoryRow, _now: Date, error: string | null): Promise<boolean> {
    this.#check();
    const row = this.#held(claim);
    if (row !== undefined) Object.assign(row, { done: true, error });
    return row !== undefined;
  }

  async retry(claim: MemoryRow, dueAt: Date, error: string): Promise<boolean> {
    this.#check();
    const row = this.#held(claim);
    if (row !== undefined) Object.assign(row, { dueAt: dueAt.getTime(), error });
    return row !== undefined;
  }

  async nextDueAt(): Promise<Date | null> {
    this.#check();
    const times = this.rows.filter(({ done }) => !done).map(({ dueAt }) => dueAt);
    return times.length === 0 ? null : new Date(Math.min(...times));
  }

  #held(claim: MemoryRow): Stored | undefined {
    return this.rows.find(({ id, attempts, done }) => id === claim.id && attempts === claim.attempts && !done);
  }

  #check(): void {
    if (this.down) throw new Error('Failed query: select\nparams: secret-payload');
  }
}

/** A promise and the way to settle it. */
export function createGate(): { opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Waits until something is true. The limit is for what never comes; a busy machine is not to be judged by it. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
