const grouped = new Intl.NumberFormat('en-US');

/** Whatever is not a usable number is said to be unknown, never shown as 0. */
export const unknown = 'unknown';

function known(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** A count with thousand separators: `3,862`. */
export function formatCount(count: number | null): string {
  return known(count) ? grouped.format(count) : unknown;
}

/** A count with its noun: `1 read`, `3,862 tokens`. */
export function formatCounted(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** US dollars: cents from one dollar up, two significant digits below: `$1,204.50`, `$0.026`. */
export function formatUsd(usd: number | null): string {
  if (!known(usd)) return unknown;
  if (usd > 0 && usd < 0.0001) return '< $0.0001';
  const decimals = usd === 0 || usd >= 0.995 ? 2 : Math.max(2, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: decimals })}`;
}

/** Milliseconds as people say them: `840 ms`, `4.7 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(ms: number | null): string {
  if (!known(ms)) return unknown;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${grouped.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A confidence of 0 to 1, rounded down so that it never promises more than was computed: `90 %`. */
export function formatPercent(fraction: number): string {
  if (!known(fraction)) return unknown;
  return `${Math.floor(Math.min(1, fraction) * 100 + 1e-9)} %`;
}

/** Bytes read so far: `840 kB`, `12.3 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}
