import { parseLiteral } from './literal.ts';
import { parseRecordText } from './record-text.ts';

const maxDepth = 64;

/** A scalar inside a structured value: `path` holds the keys that lead to it, array indices left out. */
export interface Leaf {
  path: readonly string[];
  value: string | number | boolean;
}

/**
 * The structure inside a value as agents and backends deliver it: an object, a JSON string, a Python literal in a
 * string, or any of these wrapped in quotes once more. Plain text comes back unchanged.
 */
export function toStructured(value: unknown): unknown {
  let current = value;
  for (let round = 0; round < 3 && typeof current === 'string'; round++) {
    const text = current.trim();
    const first = text[0];
    if (first !== '{' && first !== '[' && first !== '"') return parseRecordText(text) ?? current;
    const parsed =
      parseJson(text) ?? (first === '"' ? text.slice(1, text.endsWith('"') ? -1 : undefined) : parseLiteral(text));
    if (parsed === undefined || parsed === current) return current;
    current = parsed;
  }
  return current;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A node of the key paths seen so far: equal paths are one array, so that a leaf costs little to keep. */
export interface PathNode {
  path: readonly string[];
  next: Map<string, PathNode>;
}

/** An empty set of paths; share one per session. */
export function createPaths(): PathNode {
  return { path: [], next: new Map() };
}

function below(node: PathNode, key: string): PathNode {
  let child = node.next.get(key);
  if (child === undefined) {
    child = { path: [...node.path, key], next: new Map() };
    node.next.set(key, child);
  }
  return child;
}

/** Calls `visit` for each scalar in `value`, depth first; object keys count as scalars of their parent when they carry a digit. */
export function walkLeaves(value: unknown, visit: (leaf: Leaf) => void, paths: PathNode = createPaths()): void {
  walk(value, paths, 0, visit);
}

function walk(value: unknown, node: PathNode, depth: number, visit: (leaf: Leaf) => void): void {
  if (value === null || value === undefined || depth > maxDepth) return;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    visit({ path: node.path, value });
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) walk(item, node, depth + 1, visit);
    return;
  }
  if (typeof value !== 'object') return;
  for (const key of Object.keys(value)) {
    // A key with a digit is data more than a name: not worth a path of its own.
    const isData = /\d/.test(key);
    if (isData) visit({ path: node.path, value: key });
    const inner = (value as Record<string, unknown>)[key];
    walk(
      inner,
      isData && node.next.size > 200 ? { path: [...node.path, key], next: new Map() } : below(node, key),
      depth + 1,
      visit,
    );
  }
}

/** All leaves of a value, in order. */
export function leavesOf(value: unknown, paths?: PathNode): Leaf[] {
  const leaves: Leaf[] = [];
  walkLeaves(value, (leaf) => leaves.push(leaf), paths);
  return leaves;
}

/** A JSON text with sorted keys: equal for values that differ only in key order. Depth is limited. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > maxDepth) return '"…"';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner, depth + 1)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** The text of any value: strings as they are, everything else as JSON. Deep values are cut, never thrown on. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : canonicalJson(value);
}
