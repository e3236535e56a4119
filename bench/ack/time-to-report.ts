import { argument, type RecordLine } from '../../test/e2e/support/sandbox-record.ts';

/** When Slack first took the whole report of each session, in milliseconds since 1970. */
export function reportTimes(lines: readonly RecordLine[], sessions: readonly string[]): Map<string, number> {
  const wanted = new Set(sessions);
  const times = new Map<string, number>();
  for (const line of lines) {
    if (line.kind !== 'api' || !line.ok || !/^chat\.(postMessage|update)$/.test(line.method ?? '')) continue;
    const said = JSON.stringify(argument(line, 'blocks') ?? '');
    if (!said.includes('*Origin:*')) continue;
    const session = /`(ses_[\w]+)`/.exec(said)?.[1] ?? '';
    if (wanted.has(session) && !times.has(session)) times.set(session, Date.parse(line.at));
  }
  return times;
}
