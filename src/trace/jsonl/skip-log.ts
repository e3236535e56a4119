import type { InvalidTrace } from '../errors.ts';

/** What a lenient reading leaves out, and how it says so. */
export interface SkipLog {
  /** A line that is not an event. */
  add(error: InvalidTrace): void;
  /** The input itself is damaged from here on. */
  addInput(error: InvalidTrace): void;
  /** Lines left out so far, a cut-off last one included. */
  lines(): number;
  /** One sentence per kind: the lines with the first three reasons, the cut-off last line, the damaged input. */
  warnings(): string[];
}

const reasonsShown = 3;

export function createSkipLog(): SkipLog {
  const reasons: string[] = [];
  const input: string[] = [];
  let bad = 0;
  let cutOff = 0;

  function warnings(): string[] {
    const said: string[] = [];
    if (bad > 0) {
      const rest = bad - reasons.length;
      const more = rest > 0 ? `; and ${rest} more` : '';
      said.push(`${bad} line${bad === 1 ? '' : 's'} skipped: ${reasons.join('; ')}${more}`);
    }
    if (cutOff > 0) said.push('the last line is cut off');
    return [...said, ...input];
  }

  return {
    add(error) {
      if (error.cutOff) cutOff += 1;
      else {
        bad += 1;
        if (reasons.length < reasonsShown) reasons.push(error.reason);
      }
    },
    addInput(error) {
      input.push(`the input could not be read to its end: ${error.reason}`);
    },
    lines: () => bad + cutOff,
    warnings,
  };
}
