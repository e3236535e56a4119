import { createOrderAgent, type OrderAgent } from './order-agent.ts';
import { readSettings } from './settings.ts';

function fail(error: unknown): never {
  process.stderr.write(`Order agent: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function start(): Promise<OrderAgent> {
  const settings = readSettings(process.env);
  try {
    return await createOrderAgent(settings);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE')
      throw new Error(`port ${settings.port} is taken; set ORDER_AGENT_PORT to another, or to 0 for any`);
    throw error;
  }
}

const agent = await start().catch(fail);
process.stdout.write(`Order agent: ${agent.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    agent.close().then(() => process.exit(0), fail);
  });
