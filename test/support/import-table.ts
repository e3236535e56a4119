import { posix } from 'node:path';

/** What the files of one folder of `src/` may import; its own files are always allowed. */
interface Permission {
  /** Folders, or files of other folders, whose values and types it may use. */
  values: readonly string[];
  /** Folders or files of which it may use types alone. */
  types: readonly string[];
  /** The packages it may use; every package where absent. */
  packages?: readonly string[];
}

const domains = ['trace', 'incident', 'containment', 'postmortem'];
const errors = 'errors.ts';
const domain: Permission = { values: [errors], types: ['config.ts', 'forensics/report.ts', 'trace/event.ts'] };
const edge: Permission = { values: [errors, 'flows'], types: [...domains, 'forensics', 'config.ts'] };
const harness: Permission = { values: [errors, 'trace', 'forensics', 'guard'], types: [] };

/** The table of ARCHITECTURE.md. Keys are folders of `src/`, or files at its top. */
export const permissions: Readonly<Record<string, Permission | 'everything'>> = {
  forensics: { values: [], types: ['trace/event.ts'], packages: ['ajv', '@pydantic/genai-prices'] },
  guard: { values: [], types: ['trace/event.ts'] },
  trace: domain,
  incident: domain,
  containment: domain,
  postmortem: domain,
  db: { values: [errors], types: [] },
  flows: { values: [errors, 'forensics', ...domains], types: ['config.ts'] },
  jobs: edge,
  slack: edge,
  http: edge,
  replay: harness,
  sandbox: harness,
  cli: { values: [errors, 'flows', 'compose.ts', 'config.ts', 'forensics', 'trace'], types: [] },
  'errors.ts': { values: [], types: [] },
  'config.ts': { values: [errors], types: [] },
  'compose.ts': 'everything',
  'main.ts': 'everything',
};

/** Packages with one home: what they bring in must not leak into the rest. Paths are relative to `src/`. */
export const packageHomes: Readonly<Record<string, (path: string) => boolean>> = {
  '@slack/bolt': (path) => path.startsWith('slack/'),
  bullmq: (path) => path.startsWith('jobs/'),
  'drizzle-orm': (path) => path.startsWith('db/') || isStore(path),
  ioredis: (path) => path.startsWith('jobs/') || posix.basename(path).includes('control-flag'),
};

/** The one file of a domain that may reach into `db/`. */
export function isStore(path: string): boolean {
  return domains.includes(unitOf(path)) && posix.basename(path) === 'store.ts';
}

/** The row of the table a file belongs to: its folder, or itself at the top of `src/`. */
export function unitOf(path: string): string {
  return path.split('/')[0] ?? path;
}

/** May `path` import `target`? Both are relative to `src/`. */
export function mayImport(path: string, target: string, typeOnly: boolean): boolean {
  const unit = unitOf(path);
  const permission = permissions[unit];
  if (permission === 'everything' || unit === unitOf(target)) return true;
  if (permission === undefined) return false;
  if (unitOf(target) === 'db') return isStore(path);
  const allowed = typeOnly ? [...permission.values, ...permission.types] : permission.values;
  // The edges speak to flows only, not even to the type of a store.
  if (permission === edge && isStore(target)) return false;
  return allowed.includes(target) || allowed.includes(unitOf(target));
}
