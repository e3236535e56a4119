/** An object inside a tool's result. */
export type ResultRecord = Record<string, unknown>;

/** All objects inside a value, outermost first. Works without recursion, so depth does not matter. */
export function recordsIn(value: unknown): ResultRecord[] {
  const records: ResultRecord[] = [];
  for (const node of nodesIn(value)) if (!Array.isArray(node)) records.push(node as ResultRecord);
  return records;
}

/** The groups of three or more objects that stand side by side inside a value, in a list or under keys. */
export function recordListsIn(value: unknown): ResultRecord[][] {
  return nodesIn(value)
    .map((node) => Object.values(node).filter(isRecord))
    .filter((siblings) => siblings.length >= 3);
}

function nodesIn(value: unknown): object[] {
  const nodes: object[] = [];
  if (typeof value === 'object' && value !== null) nodes.push(value);
  for (let i = 0; i < nodes.length; i++)
    for (const child of Object.values(nodes[i] ?? {}))
      if (typeof child === 'object' && child !== null) nodes.push(child);
  return nodes;
}

function isRecord(value: unknown): value is ResultRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
