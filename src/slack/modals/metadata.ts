import { z } from 'zod';

/** What a view remembers between opening and submitting: ids and numbers, never trace text. */
export const ViewMetadata = z.strictObject({
  incident: z.string().min(1).max(200),
  revision: z.int().nonnegative(),
  kind: z.enum(['kill', 'revoke', 'rate_limit']).optional(),
  /** Digest of the plan the person saw. */
  digest: z.string().max(200).optional(),
  item: z.enum(['contain', 'capture', 'classify', 'origin', 'blast_radius']).optional(),
  step: z.int().optional(),
  page: z.int().positive().optional(),
  /** An external action of the blast radius. */
  number: z.int().positive().optional(),
  /** Where it was opened from: there its outcome is told. */
  channel: z.string().max(40).optional(),
  thread: z.string().max(40).optional(),
});
export type ViewMetadata = z.infer<typeof ViewMetadata>;

/** The incident a view is about, the rendering it was opened from, and where that stands. */
export interface ViewSubject {
  incident: { id: string; number: number };
  revision: number;
  from?: { channel: string | null; threadTs: string | null };
}

/** What every view about an incident remembers. */
export function subjectMetadata({ incident, revision, from }: ViewSubject): ViewMetadata {
  return {
    incident: incident.id,
    revision,
    ...(from?.channel ? { channel: from.channel } : {}),
    ...(from?.threadTs ? { thread: from.threadTs } : {}),
  };
}

/** As `private_metadata`. */
export function formatMetadata(metadata: ViewMetadata): string {
  return JSON.stringify(metadata);
}

/** Reads `private_metadata` of {@link formatMetadata}; null when it is none. */
export function parseMetadata(text: string): ViewMetadata | null {
  try {
    return ViewMetadata.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
