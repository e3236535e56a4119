import { writeSync } from 'node:fs';
import { type DatabaseOptions, openDatabase } from '../../src/db/client.ts';

const options: DatabaseOptions = JSON.parse(process.argv[2] ?? '{}');
const database = await openDatabase(options);
process.on('SIGTERM', async () => {
  await database.close();
  process.exit(0);
});
writeSync(1, 'open\n');
setInterval(() => undefined, 1_000);
