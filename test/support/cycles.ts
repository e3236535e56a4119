/**
 * Finds import cycles by depth-first search.
 *
 * @param graph - each file with the files it imports; files that are no key are left out.
 * @returns one path per cycle met, its first file repeated at the end.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];

  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) if (graph.has(next)) visit(next, [...path, file]);
    done.add(file);
  }

  for (const file of graph.keys()) visit(file, []);
  return cycles;
}
