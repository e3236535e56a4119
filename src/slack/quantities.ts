import { unknown } from './words.ts';

const grouped = new Intl.NumberFormat('en-US');

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0;
}

/** A count with thousand separators: `3,862`. */
export function formatCount(count: number | null): string {
  return known(count) ? grouped.format(count) : unknown;
}

/** A count with its noun: `1 read`, `3,862 tokens`. */
export function formatCounted(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** US dollars: cents from one dollar up, two significant digits below: `$1,204.50`, `$0.026`. */
export function formatUsd(usd: number | null): string {
  if (!known(usd)) return unknown;
  if (usd > 0 && usd < 0.0001) return '&lt; $0.0001';
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
  return known(fraction) ? `${Math.floor(Math.min(1, fraction) * 100 + 1e-9)} %` : unknown;
}

/** Milliseconds as a clock, from minutes up: `02:41`, `125:03`; `--:--` when unknown. */
export function formatClock(ms: number): string {
  if (!Number.isFinite(ms)) return '--:--';
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Bytes in powers of ten: `840 B`, `12.3 kB`, `10.0 MB`. */
export function formatBytes(bytes: number | null): string {
  if (!known(bytes)) return unknown;
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const [divisor, unit] = bytes < 999_950 ? [1e3, 'kB'] : bytes < 999_950_000 ? [1e6, 'MB'] : [1e9, 'GB'];
  return `${(bytes / divisor).toFixed(1)} ${unit}`;
}

/** A stretch of time until or since, in the two largest units: `47 h`, `2 h 5 min`, `40 min`. */
export function formatDistance(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (!Number.isFinite(minutes)) return unknown;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours >= 10 || minutes % 60 === 0 ? `${grouped.format(hours)} h` : `${hours} h ${minutes % 60} min`;
}
