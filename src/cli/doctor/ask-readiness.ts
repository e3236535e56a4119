import { z } from 'zod';
import type { Config } from '../../config.ts';

/** What `/readyz` of a running bot says. */
const Readiness = z.object({
  ready: z.boolean(),
  parts: z.array(z.object({ name: z.string(), ok: z.boolean(), problem: z.string().nullable() })),
});
export type Readiness = z.infer<typeof Readiness>;

const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Asks the bot that should listen where the configuration says; null when no bot of ours answers there. */
export async function askReadiness({ host, port }: Config, signal: AbortSignal): Promise<Readiness | null> {
  const name = everywhere[host] ?? host;
  const address = name.includes(':') ? `[${name}]` : name;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(6_000)]);
    const response = await fetch(`http://${address}:${port}/readyz`, { signal: limit, redirect: 'manual' });
    return Readiness.parse(await response.json());
  } catch {
    return null;
  }
}
