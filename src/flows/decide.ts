import type { Flows, Outcome } from './api.ts';
import { applyEvent } from './apply-event.ts';
import { readCapture } from './captured-events.ts';
import { refused } from './outcome.ts';
import type { Parts } from './parts.ts';

/** Accepts the failure mode of the report, or sets another with the reason. */
export async function decideMode(parts: Parts, input: Parameters<Flows['decideMode']>[0]): Promise<Outcome> {
  const { mode, reason } = input;
  if (mode === null) return await applyEvent(parts, input, { type: 'mode.accepted' });
  return await applyEvent(parts, input, { type: 'mode.overridden', mode, reason });
}

/** Accepts the origin of the report, or sets another; the trace is then analysed anew from there. */
export async function decideOrigin(parts: Parts, input: Parameters<Flows['decideOrigin']>[0]): Promise<Outcome> {
  const { step, reason } = input;
  if (step === null) return await applyEvent(parts, input, { type: 'origin.accepted' });
  const problem = await stepProblem(parts, input.incidentId, step);
  if (problem !== null) return refused('invalid', problem);
  return await applyEvent(parts, input, { type: 'origin.overridden', step, reason });
}

/** Says which output is known to be wrong; the trace is then analysed anew from there. */
export async function setWrongOutput(parts: Parts, input: Parameters<Flows['setWrongOutput']>[0]): Promise<Outcome> {
  const problem = await stepProblem(parts, input.incidentId, input.step);
  if (problem !== null) return refused('invalid', problem);
  return await applyEvent(parts, input, { type: 'wrong_output.set', step: input.step });
}

/** A sentence when the captured session has no such step; null when it has, or when nothing is captured yet. */
async function stepProblem(parts: Parts, incidentId: string, step: number): Promise<string | null> {
  const latest = (await parts.archive.list(incidentId)).at(-1);
  if (latest === undefined) return null;
  const { sessions } = await readCapture(parts, latest.id);
  const events = sessions.get(latest.sessionId) ?? [];
  if (events.some((event) => event.step === step)) return null;
  return `The session has no step ${step}: its last one is ${events.at(-1)?.step ?? 0}.`;
}
