import { posix } from 'node:path';

/** One import, re-export or dynamic import. */
export interface Import {
  /** As written: `./event.ts`, `node:fs`, `ajv/dist/2020.js`. */
  specifier: string;
  /** Nothing of it is left at run time. */
  typeOnly: boolean;
}

const fromStatement = /\b(?:import|export)\s+(type\s+)?([\w$*\s{},]*?)\s*\bfrom\s*['"]([^'"]+)['"]/g;
const bareStatement = /\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

/** Finds the imports of a module. `source` is TypeScript, formatted with one statement to a line. */
export function parseImports(source: string): Import[] {
  const code = withoutComments(source);
  const named = [...code.matchAll(fromStatement)].map(([, type, clause = '', specifier = '']) => ({
    specifier,
    typeOnly: type !== undefined || isTypeClause(clause),
  }));
  const bare = [...code.matchAll(bareStatement)].map(([, specifier = '']) => ({ specifier, typeOnly: false }));
  return [...named, ...bare];
}

/** Drops the lines that are comments; the formatter puts every block comment on lines of its own. */
export function withoutComments(source: string): string {
  const lines = source.split('\n').map((line) => line.trimStart());
  return lines.filter((line) => !/^(\/\/|\/\*|\*)/.test(line)).join('\n');
}

/** The file a relative import points to, as a path like `src/trace/event.ts`; null for packages. */
export function resolveLocal(fromPath: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(fromPath), specifier) : null;
}

/** The package of a bare import: `@scope/name/sub` is `@scope/name`; null for local files and `node:` modules. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** `{ type A, type B }`: every name is marked by itself. */
function isTypeClause(clause: string): boolean {
  const names = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]?.split(',') ?? [''];
  const written = names.map((name) => name.trim()).filter((name) => name !== '');
  return written.length > 0 && written.every((name) => name.startsWith('type '));
}
