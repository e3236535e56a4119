import type { FastifyInstance } from 'fastify';
import type { HealthDesk } from '../flows/desks.ts';

/** How long a check may take before it counts as failed, in ms. */
const longestCheckMs = 5_000;

/** `/healthz`: the process lives. `/readyz`: what it needs is there. `/metrics`: figures for Prometheus. */
export function addStatusRoutes(
  server: FastifyInstance,
  health: HealthDesk,
  metrics: () => Promise<{ contentType: string; text: string }>,
): void {
  server.get('/healthz', async (_, reply) => await reply.header('cache-control', 'no-store').send({ ok: true }));

  server.get('/readyz', async (_, reply) => {
    const answer = await check(health);
    return await reply
      .header('cache-control', 'no-store')
      .code(answer.ready ? 200 : 503)
      .send(answer);
  });

  server.get('/metrics', async (_, reply) => {
    const { contentType, text } = await metrics();
    return await reply.type(contentType).send(text);
  });
}

async function check(health: HealthDesk): ReturnType<HealthDesk['check']> {
  let timer: NodeJS.Timeout | undefined;
  const failed = (problem: string) => ({ ready: false, parts: [{ name: 'check', ok: false, problem }] });
  const late = new Promise<ReturnType<typeof failed>>((resolve) => {
    timer = setTimeout(() => resolve(failed('The parts did not answer in 5 s. Look at the log.')), longestCheckMs);
  });
  try {
    return await Promise.race([health.check(), late]);
  } catch {
    return failed('The parts cannot be checked. Look at the log.');
  } finally {
    clearTimeout(timer);
  }
}
