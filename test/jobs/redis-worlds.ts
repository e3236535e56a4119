import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './support.ts';

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of some kind, and how the bot would be told about it. */
export interface RedisWorld {
  url: string;
  stop(): Promise<void>;
}

/** A single Redis that asks for a password. */
export async function startSingle(): Promise<RedisWorld> {
  const world = createWorld();
  const port = await world.run(['--requirepass', 'a secret']);
  return { url: `redis://${encodeURIComponent('a secret')}@127.0.0.1:${port}/2`, stop: world.stop };
}

/** A Redis behind a Sentinel that knows it as `main`. */
export async function startSentinel(): Promise<RedisWorld> {
  const world = createWorld();
  const port = await world.run([]);
  const config = join(world.folder, 'sentinel.conf');
  writeFileSync(config, `sentinel monitor main 127.0.0.1 ${port} 1\n`);
  const sentinel = await world.run(['--sentinel'], config);
  return { url: `redis+sentinel://127.0.0.1:${sentinel}/main`, stop: world.stop };
}

/** A cluster of three, each with a third of the slots. */
export async function startCluster(): Promise<RedisWorld> {
  const world = createWorld();
  const ports: number[] = [];
  for (const name of ['a', 'b', 'c'])
    ports.push(await world.run(['--cluster-enabled', 'yes', '--cluster-config-file', `${name}.conf`]));
  const nodes = ports.map((port) => `127.0.0.1:${port}`);
  spawnSync('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-yes']);
  const isWhole = (port: number) => ask(port, ['cluster', 'info']).includes('cluster_state:ok');
  await until(() => ports.every(isWhole), 'the cluster is whole');
  return { url: `redis+cluster://${nodes[0]},${nodes[1]}`, stop: world.stop };
}

/** A Redis that speaks TLS only, with a certificate of its own making; `certificate` is the authority to trust. */
export async function startTls(): Promise<RedisWorld & { certificate: string }> {
  const world = createWorld();
  const [key, certificate] = [join(world.folder, 'key.pem'), join(world.folder, 'cert.pem')];
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
    '-days',
    '1',
    ...name,
  ]);
  const port = await freePort();
  const tls = [
    '--tls-cert-file',
    certificate,
    '--tls-key-file',
    key,
    '--tls-auth-clients',
    'no',
    '--tls-port',
    String(port),
  ];
  await world.run(tls, null, 0);
  return { url: `rediss://localhost:${port}`, certificate, stop: world.stop };
}

function createWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const children: ChildProcess[] = [];
  const run = async (args: string[], config: string | null = null, port?: number): Promise<number> => {
    const chosen = port ?? (await freePort());
    const common = ['--port', String(chosen), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const child = spawn('redis-server', [...(config === null ? [] : [config]), ...common, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    let log = '';
    for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
      log += chunk;
      if (/Ready to accept connections|Sentinel ID is/.test(log)) break;
    }
    child.stdout.resume();
    return chosen;
  };
  const stop = async (): Promise<void> => {
    for (const child of children) {
      if (child.exitCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, run, stop };
}

function ask(port: number, command: string[]): string {
  return spawnSync('redis-cli', ['-p', String(port), ...command]).stdout.toString();
}

/** Below 50,000, because a cluster node also takes the port 10,000 above its own. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
