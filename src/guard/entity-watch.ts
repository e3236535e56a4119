/** Which ids a session may speak of. */
export interface EntityRules {
  /** Ids validated at session entry: the customer, the order. */
  known?: Iterable<string>;
  /** What an id looks like. Unless told: `ord_555`, `cust-789` and UUIDs. */
  patterns?: readonly RegExp[];
}

const usualIds = [
  /\b[a-z]{2,12}[_-](?=[a-z0-9]{0,40}\d)[a-z0-9]{2,40}\b/gi,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
];

/** Finds ids that nobody but the model has spoken of. */
export class EntityWatch {
  readonly #known = new Set<string>();
  readonly #patterns: readonly RegExp[];

  constructor(rules: EntityRules) {
    this.#patterns = (rules.patterns ?? usualIds).map(({ source, flags }) =>
      flags.includes('g') ? new RegExp(source, flags) : new RegExp(source, `${flags}g`),
    );
    for (const id of rules.known ?? []) this.#known.add(id.toLowerCase());
  }

  /** Takes the ids of a text with a legitimate source: the user, a tool result, a retrieved document. */
  learn(text: string): void {
    for (const id of this.#find(text)) this.#known.add(id.toLowerCase());
  }

  /** The ids of a text that are not known, each once, in order; letter case does not count. */
  unknownIn(text: string): string[] {
    const unknown = new Map<string, string>();
    for (const id of this.#find(text)) {
      const key = id.toLowerCase();
      if (!this.#known.has(key) && !unknown.has(key)) unknown.set(key, id);
    }
    return [...unknown.values()];
  }

  #find(text: string): string[] {
    return this.#patterns.flatMap((pattern) => text.match(pattern) ?? []);
  }
}
