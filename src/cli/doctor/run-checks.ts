import { type Finding, unreachable } from './finding.ts';

/** Something to look at. `signal` ends when nobody waits any more: close what is open then. */
export interface Check {
  name: string;
  run(signal: AbortSignal): Promise<readonly Finding[]> | readonly Finding[];
}

/**
 * Runs them side by side; the findings keep the order of the checks. One that takes longer than `timeoutMs`, or throws,
 * is a finding of its own and keeps no other from being shown.
 */
export async function runChecks(checks: readonly Check[], timeoutMs: number): Promise<Finding[]> {
  return (await Promise.all(checks.map((check) => runOne(check, timeoutMs)))).flat();
}

async function runOne({ name, run }: Check, timeoutMs: number): Promise<readonly Finding[]> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding[]>((resolve) => {
    const seconds = Math.max(1, Math.round(timeoutMs / 1_000));
    const finding = unreachable(
      name,
      `no answer within ${seconds} s`,
      'Check that it runs and is reachable from here.',
    );
    timer = setTimeout(() => resolve([finding]), timeoutMs);
  });
  try {
    return await Promise.race([Promise.resolve().then(() => run(stop.signal)), late]);
  } catch (error) {
    // The message of an unforeseen error may quote an address with its password: its code does not.
    const code = codeOf(error);
    const why = code === null ? 'for an unforeseen reason' : `(${code})`;
    return [unreachable(name, `could not be checked ${why}`, 'Run it again; if it stays, report it with this line.')];
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** The code of a system or library error, such as `ECONNREFUSED`; never its message. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string' && /^\w{1,60}$/.test(error.code)) return error.code;
  // fetch wraps what the socket said; a host with several addresses fails with one error for each.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}
