import { parseBatch } from '../trace/intake/parse-batch.ts';
import type { IngestDesk } from './desks.ts';
import type { Parts } from './parts.ts';

/** Takes events in, all of a body or none. */
export function createIngestDesk({ intake, now }: Pick<Parts, 'intake' | 'now'>): IngestDesk {
  return {
    async add(body) {
      const { accepted, repeated } = await intake.add(await parseBatch(body), now());
      return { accepted, repeated };
    },
  };
}
