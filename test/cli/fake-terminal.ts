import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal that remembers what was printed: 80 columns, no colour, not a TTY unless told otherwise. */
export function fakeTerminal(traits: Partial<Terminal> = {}) {
  const printed = { out: '', err: '' };
  const terminal: Terminal = {
    out: async (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    outIsTty: false,
    errIsTty: false,
    width: 80,
    color: false,
    unicode: true,
    ...traits,
  };
  return { terminal, printed };
}
