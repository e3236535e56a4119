import { z } from 'zod';

/** One thing that goes wrong on purpose. */
export const Fault = z.strictObject({
  /** A Web API method, `deliver.command`, `deliver.interactive`, `deliver.event`, `response_url`, or `*` for all. */
  method: z.string().min(1).max(100),
  fault: z.enum([
    'duplicate',
    'delay',
    'rate_limited',
    'server_error',
    'reset',
    'error',
    'lost_response',
    'throttle',
    'bad_signature',
    'old_signature',
  ]),
  /** How many calls it hits; for ever when absent. */
  times: z.int().min(1).optional(),
  delay_ms: z.int().min(0).max(600_000).default(1_000),
  /** Seconds, in the header of a 429. */
  retry_after: z.int().min(0).max(3_600).default(1),
  /** Slack's error string, for `error`. */
  error: z
    .string()
    .regex(/^[a-z_]+$/)
    .default('unknown_method'),
});
export type Fault = z.infer<typeof Fault>;

/** The faults that are switched on. */
export interface FaultBoard {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The faults that hit this call; each counts as used once. */
  take(method: string): Fault[];
}

export function createFaultBoard(): FaultBoard {
  let faults: Fault[] = [];
  return {
    add: (fault) => void faults.push({ ...fault }),
    clear: () => {
      faults = [];
    },
    list: () => faults,
    take(method) {
      const hits = faults.filter((fault) => fault.method === method || fault.method === '*');
      for (const hit of hits) if (hit.times !== undefined) hit.times -= 1;
      faults = faults.filter((fault) => fault.times === undefined || fault.times > 0);
      return hits;
    },
  };
}
