import { writeSync } from 'node:fs';
import { type DatabaseOptions, openDatabase } from '../../src/db/client.ts';
import { createInbox } from '../../src/db/inbox.ts';
import { createIncidentStore } from '../../src/incident/store.ts';

const options: DatabaseOptions = JSON.parse(process.argv[2] ?? '{}');
const database = await openDatabase(options);
const store = createIncidentStore(database);
const inbox = createInbox(database);
const now = new Date();

// One synchronous line per write, after it was acknowledged: what stands there must survive whatever comes next.
function acknowledge(what: object): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

async function record(count: number): Promise<void> {
  const key = `${process.pid}-${count}`;
  await inbox.record({ kind: 'command', key, payload: { count }, receivedAt: now });
  acknowledge({ inbox: key });
}

for (let count = 1; ; count++) {
  const requestKey = `${process.pid}-${count}`;
  const records = [record(count * 2), record(count * 2 + 1)];
  const { incident } = await store.openIncident({ sessionId: `ses_${requestKey}`, openedBy: 'U1', now, requestKey });
  acknowledge({ incident: incident.id, revision: 1 });
  for (const item of ['contain', 'capture', 'classify'] as const) {
    const applied = await store.apply(incident.id, { type: 'checklist.done', item, by: 'U1' }, { now });
    acknowledge({ incident: incident.id, revision: applied.incident.revision });
  }
  await Promise.all(records);
}
