import { createServer } from 'node:net';
import type { Config } from '../../config.ts';
import { askReadiness } from './ask-readiness.ts';
import type { Environment } from './check-variables.ts';
import { type Finding, fine, misconfigured, warning } from './finding.ts';

const label = 'Bot';

/** Does the bot run already, and if not, is its port free? */
export async function checkPort(config: Config, signal: AbortSignal): Promise<Finding[]> {
  const { host, port } = config;
  if (port === 0) return [fine(label, 'not asked: PORT is 0, so it listens somewhere else each time')];
  const blocked = await tryPort(host, port);
  if (blocked === null) return [fine(label, `not running; port ${port} is free for it`)];
  if (blocked !== 'EADDRINUSE') {
    const fix = blocked === 'EACCES' ? 'Set PORT to 1024 or above.' : 'Set HOST to an address of this machine.';
    return [misconfigured(label, `cannot listen on ${host}, port ${port} (${blocked})`, fix)];
  }
  const answer = await askReadiness(config, signal);
  if (answer === null) {
    const fix = 'Stop what listens there, or set PORT to a free one.';
    return [misconfigured(label, `port ${port} is taken by another program`, fix)];
  }
  const bad = answer.parts.filter(({ ok }) => !ok);
  if (bad.length === 0) return [fine(label, `runs on port ${port} and is ready`)];
  const words = bad.map(({ name, problem }) => `${name}: ${problem ?? 'not ready'}`).join(' ');
  const state = answer.ready ? 'is ready, but' : 'is not ready:';
  return [warning(label, `runs on port ${port}, ${state} ${words}`, 'See the findings below and its log.')];
}

/** The code of the error when nothing can listen there; null when it can. */
function tryPort(host: string, port: number): Promise<string | null> {
  if (!(port >= 0 && port <= 65_535)) return Promise.resolve('ERR_SOCKET_BAD_PORT');
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** Are the ports of the demo free, unless the demo is what has them? */
export async function checkDemoPorts(env: Environment, config: Config, signal: AbortSignal): Promise<Finding[]> {
  const ports = [
    { variable: 'SANDBOX_PORT', port: env.SANDBOX_PORT?.trim() || '3400' },
    { variable: 'ORDER_AGENT_PORT', port: env.ORDER_AGENT_PORT?.trim() || '3500' },
  ];
  const blocked = await Promise.all(ports.map(({ port }) => tryPort('127.0.0.1', Number(port))));
  const taken = ports.filter((_, index) => blocked[index] !== null);
  const name = 'Demo';
  if (taken.length === 0) return [fine(name, `ports ${ports.map(({ port }) => port).join(' and ')} are free for it`)];
  if ((await askReadiness(config, signal)) !== null) return [fine(name, 'runs')];
  return taken.map(({ variable, port }) =>
    misconfigured(name, `port ${port} cannot be taken`, `Stop what listens there, or set ${variable} to a free one.`),
  );
}
