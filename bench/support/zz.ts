import { writeSession } from '/work/main/bench/support/throughput/write-session.ts';
import { analyze } from '/work/main/src/forensics/analyze.ts';
import { openInput } from '/work/main/src/trace/jsonl/open-input.ts';
import { readSessions } from '/work/main/src/trace/jsonl/read-sessions.ts';
const n = Number(process.argv[2] ?? 10000);
const f=`/tmp/s${n}.jsonl`;
await writeSession(f, {events:n, window:200, seed:'bench'});
let t=Date.now();
const {sessions}=await readSessions(openInput(f),{file:f}); console.log('read', Date.now()-t); t=Date.now();
for(const s of sessions){const r=analyze(s.events); console.log(Date.now()-t, s.sessionId, r.classification.mode, r.origin?.step, r.origin?.why, r.flags.length, r.flags.slice(0,5), r.cascade.length, r.blast_radius.length, JSON.stringify(r).length)}
