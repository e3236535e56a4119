import { type Change, finished, type Refusal, refuse, type Step, withItem } from './change.ts';
import type { IncidentLevelEvent } from './incident-event.ts';
import type { IncidentRecord, OutboxMessage } from './record.ts';
import { itemLabels } from './step-checklist.ts';

/** One step of the incident as a whole. What the postmortem needs may still be set after it is resolved. */
export function stepIncident({ current, event, now }: Step<IncidentLevelEvent>): Change | Refusal {
  const by = event.by;
  switch (event.type) {
    case 'report.attached': {
      const text = `Report: ${event.report.classification.mode}.`;
      return { parts: { report: event.report, report_problem: null }, text };
    }
    case 'report.missing':
      return { parts: { report_problem: event.problem }, text: `No report yet. ${event.problem}` };
    case 'commander.set': {
      if (current.commander === event.commander) return refuse('repeated', 'That is the commander already.');
      const text = event.commander === null ? 'Commander: nobody.' : `Commander: ${event.commander}.`;
      return { parts: { commander: event.commander }, text };
    }
    case 'mode.accepted':
      if (current.report === null) return refuse('conflict', 'There is no report yet whose mode could be accepted.');
      return {
        parts: { mode_override: null, ...tick(current, 'classify', by, now) },
        text: `Failure mode accepted: ${current.report.classification.mode}.`,
      };
    case 'mode.overridden': {
      const reason = event.reason.trim();
      if (reason === '') return refuse('invalid', 'Say why another mode fits better.');
      const parts = { mode_override: { mode: event.mode, by, reason }, ...tick(current, 'classify', by, now) };
      return { parts, text: `Failure mode set to ${event.mode}. ${reason}` };
    }
    case 'origin.accepted': {
      const step = current.report?.origin?.step;
      if (step === undefined) return refuse('conflict', 'The report names no origin. Choose a step instead.');
      return {
        parts: { origin_override: null, ...tick(current, 'origin', by, now) },
        text: `Fault origin accepted: step ${step}.`,
        outbox: current.origin_override === null ? [] : [analyzeAgain(current)],
      };
    }
    case 'origin.overridden': {
      const reason = event.reason.trim();
      if (reason === '') return refuse('invalid', 'Say why this step is the origin.');
      const parts = { origin_override: { step: event.step, by, reason }, ...tick(current, 'origin', by, now) };
      return { parts, text: `Fault origin set to step ${event.step}. ${reason}`, outbox: [analyzeAgain(current)] };
    }
    case 'root_cause.set':
      if (current.root_cause === event.root_cause) return refuse('repeated', 'That is the root cause already.');
      return { parts: { root_cause: event.root_cause }, text: `Root cause: ${event.root_cause}.` };
    case 'wrong_output.set': {
      if (current.wrong_output_step === event.step) return refuse('repeated', 'That is the wrong output already.');
      const text = `Wrong output: step ${event.step}.`;
      return { parts: { wrong_output_step: event.step }, text, outbox: [analyzeAgain(current)] };
    }
    case 'note.added': {
      const text = event.text.trim();
      if (text === '') return refuse('invalid', 'The note is empty.');
      const { ref, at } = event;
      return { parts: {}, text, entry: { ...(ref === undefined ? {} : { ref }), ...(at === undefined ? {} : { at }) } };
    }
    case 'note.removed':
      return { parts: {}, text: 'Note removed.', entry: { ref: event.ref } };
    case 'logged':
      return { parts: {}, text: event.text, outbox: event.effects ?? [], entry: { type: event.entry } };
    case 'incident.resolved':
      return resolve(current, event.reason?.trim() ?? '', now);
    case 'incident.reopened':
      if (current.status === 'open') return refuse('repeated', 'The incident is open.');
      return { parts: { status: 'open', resolved_at: null }, text: `Reopened. ${event.reason.trim()}`.trimEnd() };
  }
}

/** The effect that fetches the trace anew and analyses it with what the responders decided. */
function analyzeAgain({ id, revision }: IncidentRecord): Omit<OutboxMessage, 'due_at'> {
  const key = `incident.analyze:${id}:${revision + 1}`;
  return { kind: 'incident.analyze', key, payload: { incident_id: id } };
}

/** An accepted or corrected finding ticks its item, unless the checklist is closed. */
function tick(current: IncidentRecord, name: 'classify' | 'origin', by: string, now: Date): Partial<IncidentRecord> {
  if (current.status === 'resolved') return {};
  return { checklist: withItem(current, name, (item) => finished(item, by, now)) };
}

/**
 * Resolving ends a kill's hold, so it waits for containment that is still moving. Open items only need a reason:
 * nothing else, least of all a postmortem, may keep an incident open.
 */
function resolve(current: IncidentRecord, reason: string, now: Date): Change | Refusal {
  if (current.status === 'resolved') return refuse('repeated', 'The incident is resolved already.');
  const moving = current.containment.find(
    ({ state, undo_requested_by }) =>
      undo_requested_by !== null || ['requested', 'approved', 'executing', 'executed'].includes(state),
  );
  if (moving !== undefined) {
    const what = moving.undo_requested_by === null ? moving.state : 'being undone';
    return refuse(
      'conflict',
      `Containment of ${moving.target} (${moving.kind}) is ${what}. Wait for it, or withdraw it.`,
    );
  }
  const open = current.checklist.filter(({ state }) => state === 'open' || state === 'in_progress');
  if (open.length > 0 && reason === '') {
    const names = open.map(({ name }) => itemLabels[name]).join(', ');
    return refuse('conflict', `Still open: ${names}. Finish or skip them, or say why the incident is over.`);
  }
  return { parts: { status: 'resolved', resolved_at: now.toISOString() }, text: `Resolved. ${reason}`.trimEnd() };
}
