import { findCycles } from './cycles.ts';
import { mayImport, packageHomes, permissions, unitOf } from './import-table.ts';
import { packageOf, parseImports, resolveLocal, withoutComments } from './imports.ts';

const root = 'src/';
const maxLines = 350;

/** What would make two runs over one trace differ, or reach out of the engine. */
const impure: readonly [name: string, pattern: RegExp][] = [
  ['the clock', /\bDate\.now\b|\bDate\(\)|\bnew Date\b(?!\s*\()|\bperformance\.now\b/],
  ['random', /\bMath\.random\b|\bcrypto\./],
  ['process', /\bprocess(?:\??\.|\[)\w|=\s*process\b/],
  ['console', /\bconsole\.\w/],
  ['globalThis', /\bglobalThis\b/],
  ['the network', /\bfetch\(/],
  ['a timer', /\bset(?:Timeout|Interval|Immediate)\(|\bqueueMicrotask\(/],
  ['a computed import', /\bimport\(\s*[^'"\s]/],
];

/**
 * Checks sources against the import table and the habits that a linter does not know.
 *
 * @param files - path like `src/trace/event.ts` to TypeScript source.
 * @returns one sentence per violation; empty when all is well.
 */
export function findViolations(files: ReadonlyMap<string, string>): string[] {
  const graph = new Map<string, string[]>();
  const violations: string[] = [];
  for (const [path, source] of files) {
    const imports = parseImports(source);
    graph.set(
      path,
      imports.flatMap(({ specifier }) => resolveLocal(path, specifier) ?? []),
    );
    violations.push(
      ...checkHome(path),
      ...imports.flatMap(({ specifier, typeOnly }) => checkImport(path, specifier, typeOnly)),
      ...checkPurity(path, source),
      ...checkForm(path, source),
    );
  }
  return [...violations, ...findCycles(graph).map((cycle) => `import cycle: ${cycle.join(' -> ')}`)];
}

function checkHome(path: string): string[] {
  const known = Object.hasOwn(permissions, unitOf(path.slice(root.length)));
  return known ? [] : [`${path}: its folder is not in the import table`];
}

function checkImport(path: string, specifier: string, typeOnly: boolean): string[] {
  const from = path.slice(root.length);
  const target = resolveLocal(path, specifier);
  const how = typeOnly ? 'import the types of' : 'import';
  if (target !== null) {
    if (!target.startsWith(root)) return [`${path}: may not reach out of src to ${specifier}`];
    const allowed = mayImport(from, target.slice(root.length), typeOnly);
    return allowed ? [] : [`${path}: may not ${how} ${target}`];
  }
  const name = packageOf(specifier);
  if (name === null) return unitOf(from) === 'forensics' ? [`${path}: may not ${how} ${specifier}`] : [];
  const permission = permissions[unitOf(from)];
  const listed = typeof permission === 'object' ? permission.packages : undefined;
  const atHome = packageHomes[name]?.(from) ?? true;
  return (listed?.includes(name) ?? true) && atHome ? [] : [`${path}: may not ${how} ${name}`];
}

function checkPurity(path: string, source: string): string[] {
  if (!path.startsWith(`${root}forensics/`)) return [];
  const code = withoutComments(source);
  return impure.filter(([, pattern]) => pattern.test(code)).map(([name]) => `${path}: forensics may not use ${name}`);
}

function checkForm(path: string, source: string): string[] {
  const lines = source.trimEnd().split('\n').length;
  const long = lines > maxLines ? [`${path}: ${lines} lines, more than ${maxLines}`] : [];
  const hasDefault = /\bexport\s+default\b|\bas\s+default\b/.test(withoutComments(source));
  return hasDefault ? [...long, `${path}: default export`] : long;
}
