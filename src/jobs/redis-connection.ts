import { Cluster, Redis } from 'ioredis';
import type { RedisTarget } from './redis-url.ts';

/** `fast` fails at once while Redis is away; `patient` waits for it, as workers must. */
export type RedisPatience = 'fast' | 'patient';

/** Opens a connection that reconnects by itself for as long as it takes. The caller listens for `error`. */
export function openRedis(target: RedisTarget, patience: RedisPatience): Redis | Cluster {
  const enableOfflineQueue = patience === 'patient';
  const node = {
    ...(target.username === null ? {} : { username: target.username }),
    ...(target.password === null ? {} : { password: target.password }),
    ...(target.tls ? { tls: {} } : {}),
    connectTimeout: 5_000,
    maxRetriesPerRequest: patience === 'fast' ? 1 : null,
  };
  if (target.kind === 'cluster') {
    // A managed cluster's certificate names its hosts, not the addresses they resolve to.
    const keepHosts = (host: string, callback: (error: null, address: string) => void) => callback(null, host);
    return new Cluster(target.nodes, {
      redisOptions: node,
      enableOfflineQueue,
      clusterRetryStrategy: pauseMs,
      ...(target.tls ? { dnsLookup: keepHosts } : {}),
    });
  }
  const single = { ...node, db: target.db, enableOfflineQueue, retryStrategy: pauseMs };
  if (target.kind === 'single') return new Redis({ ...single, ...target.nodes[0] });
  return new Redis({
    ...single,
    sentinels: target.nodes,
    name: target.master ?? '',
    sentinelRetryStrategy: pauseMs,
    ...(target.sentinelPassword === null ? {} : { sentinelPassword: target.sentinelPassword }),
    ...(target.tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
  });
}

function pauseMs(attempts: number): number {
  return Math.min(attempts * 200, 3_000);
}
