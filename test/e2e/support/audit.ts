import { setTimeout as sleep } from 'node:timers/promises';
import { postedDeliveries, type RecordLine, repeated, uploadedFiles } from './sandbox-record.ts';
import { exportTimeline, said, type TimelineEntry, type Walk } from './walk.ts';

/** How often each kind of entry stands in the timeline after one walk. */
const expected: readonly [type: string, text: RegExp, times: number][] = [
  ['incident.opened', /./, 1],
  ['containment.requested', /./, 2],
  ['containment.effective', /./, 2],
  ['checklist.done', /./, 2],
  ['mode.accepted', /./, 1],
  ['origin.overridden', new RegExp(said.origin), 1],
  ['reversal.take', /./, 1],
  ['reversal.plan', new RegExp(said.plan), 1],
  ['reversal.done', /./, 1],
  ['reversal.added', new RegExp(said.byHand), 1],
  ['status.posted', new RegExp(said.status), 1],
  ['note.added', new RegExp(said.note), 1],
  ['root_cause.set', /./, 1],
  ['postmortem.published', /./, 1],
  ['postmortem.distributed', /./, 1],
  ['incident.resolved', new RegExp(said.resolved), 1],
];

/**
 * What is wrong after a walk, judged by what the sandbox and the agent wrote down themselves and by the exported
 * timeline: something lost, something there twice. Empty when all is well.
 */
export async function auditIncident(walk: Walk): Promise<string[]> {
  const look = async () => [
    ...auditTimeline(await exportTimeline(walk.stack, walk.incident)),
    ...auditPosts(walk.stack),
    ...auditExecutions(walk),
  ];
  for (let attempt = 1; ; attempt++) {
    const problems = await look();
    // What was taken down may still be on its way; what is there twice stays.
    if (attempt === 6 || !problems.some((problem) => problem.startsWith('missing'))) return problems;
    await sleep(10_000);
  }
}

function auditTimeline(entries: readonly TimelineEntry[]): string[] {
  const counts = expected.flatMap(([type, text, times]) => {
    const found = entries.filter((entry) => entry.type === type && text.test(entry.text)).length;
    return found === times ? [] : [`${found < times ? 'missing' : 'too many'}: ${found} of ${times} ${type} ${text}`];
  });
  // A report comes with every capture and every decision about a step, and may say the same again.
  const others = entries.filter(({ type }) => type !== 'report.attached');
  const twice = repeated(others.map(({ type, by, text, ref = '' }) => `${type} by ${by}: ${text} ${ref}`));
  return [...counts, ...twice.map((entry) => `twice in the timeline: ${entry}`)];
}

/** What Slack took twice, of everything the bot ever said. */
export function auditPosts(stack: Walk['stack']): string[] {
  const lines = stack.record();
  return [
    ...repeated(postedDeliveries(lines)).map((id) => `posted twice: ${id}`),
    ...repeated(uploadedFiles(lines)).map((name) => `uploaded twice: ${name}`),
    ...repeated(answers(lines)).map((answer) => `answered twice: ${answer}`),
  ];
}

function auditExecutions({ stack, session }: Walk): string[] {
  const record = stack.agent.record();
  const own = stack.agent.record(session);
  const asked = record.filter(({ type, request }) => type === 'containment_asked' && request === 'containment.execute');
  const actions = new Set(asked.filter(({ session_id }) => session_id === session).map(({ action_id }) => action_id));
  const kills = new Set(
    own.filter(({ type, state }) => type === 'order_seen' && state === 'kill').map((l) => l.revision),
  );
  const stops = own.filter(({ type }) => type === 'stopped');
  const late = own.slice(own.findIndex(({ type }) => type === 'stopped')).filter(({ type }) => type === 'step_begun');
  return [
    ...(actions.size === 1 ? [] : [`${actions.size} revocations were carried out for one press`]),
    ...(kills.size === 1 ? [] : [`${kills.size} kills were ordered for one press`]),
    ...(stops.length === 1 ? [] : [`the agent stopped ${stops.length} times`]),
    ...late.map(({ step }) => `the agent began step ${step} after it had stopped`),
  ];
}

/** What was said at response URLs. */
function answers(lines: readonly RecordLine[]): string[] {
  return lines
    .filter(({ kind, ok }) => kind === 'response_url' && ok)
    .map(({ id, payload }) => `${id} ${JSON.stringify(payload)}`);
}
