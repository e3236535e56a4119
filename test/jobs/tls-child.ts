import { createQueue } from '../../src/jobs/queue.ts';

/** Says whether the queue at the URL can be used: certificates are trusted for a whole process or not at all. */
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const queue = createQueue({ redisUrl: process.argv[2] ?? '' }, { log, now: () => new Date() });
console.log(JSON.stringify(await queue.health()));
await queue.close();
