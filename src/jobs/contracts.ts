import { z } from 'zod';

/** The tables whose rows a wake-up can be about. */
export const wakeable = ['inbox', 'outbox'] as const;
export type Wakeable = (typeof wakeable)[number];

/** All that a job of the queue says: look into that table. What is to be done stands there. */
export const Wake = z.object({ wake: z.enum(wakeable) });
export type Wake = z.infer<typeof Wake>;
