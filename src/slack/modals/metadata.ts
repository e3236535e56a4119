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
});
export type ViewMetadata = z.infer<typeof ViewMetadata>;

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
