import { readFileSync } from 'node:fs';

/** One line of the sandbox's record: see docs/sandbox.md. */
export interface RecordLine {
  at: string;
  kind: 'started' | 'api' | 'upload' | 'response_url' | 'sent' | 'answered' | 'control';
  method?: string;
  args?: Record<string, unknown>;
  ok?: boolean;
  response?: { error?: string; ts?: string; channel?: string };
  delivery?: string;
  to?: string;
  payload?: Record<string, unknown>;
  reply?: { kind: string; status?: number };
  id?: string;
  error?: string | null;
}

/** Complete lines only: the last one may be on its way. */
export function readLines<T>(path: string): T[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** An argument that may have been sent as JSON in a form. */
export function argument<T>(line: RecordLine, name: string): T | undefined {
  const value = line.args?.[name];
  if (typeof value !== 'string') return value as T | undefined;
  return /^[[{]/.test(value) ? (JSON.parse(value) as T) : (value as T);
}

/** The delivery ids of messages that Slack accepted, in order. */
export function postedDeliveries(lines: readonly RecordLine[]): string[] {
  return lines
    .filter(({ kind, method, ok }) => kind === 'api' && method === 'chat.postMessage' && ok)
    .flatMap((line) => {
      const metadata = argument<{ event_payload: { delivery_id?: string } }>(line, 'metadata');
      return metadata?.event_payload.delivery_id ?? [];
    });
}

/** Names of files whose upload Slack accepted, in order. */
export function uploadedFiles(lines: readonly RecordLine[]): string[] {
  const names = new Map<string, string>();
  const done: string[] = [];
  for (const line of lines) {
    if (line.kind !== 'api' || !line.ok) continue;
    const { file_id } = (line.response ?? {}) as { file_id?: string };
    if (line.method === 'files.getUploadURLExternal' && file_id) names.set(file_id, String(line.args?.filename));
    if (line.method !== 'files.completeUploadExternal') continue;
    for (const { id } of argument<{ id: string }[]>(line, 'files') ?? []) done.push(names.get(id) ?? id);
  }
  return done;
}

/** What occurs more than once. */
export function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}

/** Calls that Slack refused, as `method: error`. */
export function refusals(lines: readonly RecordLine[]): string[] {
  return lines
    .filter(({ kind, ok }) => (kind === 'api' || kind === 'response_url') && ok === false)
    .map(({ method = 'response_url', response, error }) => `${method}: ${response?.error ?? error}`);
}
