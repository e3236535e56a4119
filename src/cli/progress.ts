import { formatBytes, formatCount } from './quantities.ts';

/** What has been read of one input so far. */
export interface ReadProgress {
  bytes: number;
  events: number;
}

export interface ProgressLine {
  /** Call as often as you like; draws at most ten times a second, and nothing in the first second. */
  update(file: string, progress: ReadProgress): void;
  /** Removes the line; before anything else is printed, and at the end. */
  clear(): void;
}

const quietMs = 1000;
const redrawMs = 100;
const eraseLine = '\r\u001b[K';

/** A line on standard error that says how far reading has come. `enabled`: only where standard error is a terminal. */
export function createProgressLine(options: {
  write: (text: string) => void;
  enabled: boolean;
  now: () => number;
}): ProgressLine {
  const startedAt = options.now();
  let drawnAt: number | null = null;
  let shown = false;
  return {
    update(file, { bytes, events }) {
      if (!options.enabled) return;
      const now = options.now();
      if (now - startedAt < quietMs || (drawnAt !== null && now - drawnAt < redrawMs)) return;
      drawnAt = now;
      shown = true;
      options.write(`${eraseLine}Reading ${file}: ${formatBytes(bytes)}, ${formatCount(events)} events`);
    },
    clear() {
      if (shown) options.write(eraseLine);
      shown = false;
    },
  };
}
