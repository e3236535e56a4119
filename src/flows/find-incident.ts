import type { IncidentRecord } from '../incident/record.ts';
import type { Parts } from './parts.ts';

/** By incident id, number (`12`, `#12`) or session id. */
export async function findIncident({ incidents }: Parts, reference: string): Promise<IncidentRecord | null> {
  const text = reference.trim();
  if (text.startsWith('inc_')) return await incidents.get(text);
  const number = /^#?(\d{1,9})$/.exec(text)?.[1];
  const byNumber = number === undefined ? null : await incidents.findByNumber(Number(number));
  return byNumber ?? (await incidents.findBySession(text));
}
