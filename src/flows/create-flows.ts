import type { Flows } from './api.ts';
import { applyEvent } from './apply-event.ts';
import { addReversal, blastRadius, changeReversal } from './blast-radius.ts';
import { captureAgain } from './capture-session.ts';
import { changeItem } from './change-item.ts';
import {
  distributePostmortem,
  publishPostmortem,
  renewPostmortem,
  setPostmortemOwner,
  snoozePostmortem,
  waivePostmortem,
} from './change-postmortem.ts';
import { approveContainment, requestContainment, undoContainment, withdrawContainment } from './contain-session.ts';
import { contextAtStep } from './context-at-step.ts';
import { decideMode, decideOrigin, setWrongOutput } from './decide.ts';
import { findIncident } from './find-incident.ts';
import { listIncidents } from './list-incidents.ts';
import { openIncident } from './open-incident.ts';
import { refused } from './outcome.ts';
import type { Parts } from './parts.ts';
import { placeOf } from './place-of.ts';
import { planContainment } from './plan-containment.ts';
import { postStatus } from './post-status.ts';
import { postmortemEditLink, postmortemStatus } from './postmortem-status.ts';
import { resolveIncident } from './resolve-incident.ts';
import { runEffect } from './run-effect.ts';
import { exportTimeline, noteMessage, unnoteMessage } from './timeline.ts';

/** Everything people can ask of the bot, each verb in a file of its own. */
export function createFlows(parts: Parts): Flows {
  return {
    openIncident: (input) => openIncident(parts, input),
    findIncident: (reference) => findIncident(parts, reference),
    placeOf: (incidentId) => placeOf(parts, incidentId),
    listIncidents: () => listIncidents(parts),
    resolveIncident: (input) => resolveIncident(parts, input),
    reopenIncident: (input) => applyEvent(parts, input, { type: 'incident.reopened', reason: input.reason }),
    setCommander: (input) => applyEvent(parts, input, { type: 'commander.set', commander: input.commander }),

    changeItem: (input) => changeItem(parts, input),
    decideMode: (input) => decideMode(parts, input),
    decideOrigin: (input) => decideOrigin(parts, input),
    setWrongOutput: (input) => setWrongOutput(parts, input),
    setRootCause: (input) => applyEvent(parts, input, { type: 'root_cause.set', root_cause: input.rootCause }),

    planContainment: (input) => planContainment(parts, input),
    requestContainment: (input) => requestContainment(parts, input),
    approveContainment: (input) => approveContainment(parts, input),
    withdrawContainment: (input) => withdrawContainment(parts, input),
    undoContainment: (input) => undoContainment(parts, input),

    captureAgain: (input) => captureAgain(parts, input),
    retryReport: (input) => captureAgain(parts, input),
    contextAtStep: (input) => contextAtStep(parts, input),

    blastRadius: (incidentId) => blastRadius(parts, incidentId),
    changeReversal: (input) => changeReversal(parts, input),
    addReversal: (input) => addReversal(parts, input),

    postStatus: (input) => postStatus(parts, input),
    noteMessage: (input) => noteMessage(parts, input),
    unnoteMessage: (input) => unnoteMessage(parts, input),
    incidentOfMessage: (channel, threadTs) => parts.posts.incidentOf(channel, threadTs),
    exportTimeline: (incidentId, format) => exportTimeline(parts, incidentId, format),

    postmortem: (incidentId) => postmortemStatus(parts, incidentId),
    postmortemEditLink: (input) => postmortemEditLink(parts, input),
    publishPostmortem: (input) => publishPostmortem(parts, input),
    distributePostmortem: (input) => distributePostmortem(parts, input),
    waivePostmortem: (input) => waivePostmortem(parts, input),
    snoozePostmortem: (input) => snoozePostmortem(parts, input),
    setPostmortemOwner: (input) => setPostmortemOwner(parts, input),
    renewPostmortem: (input) => renewPostmortem(parts, input),

    async isResponder(user) {
      const may = await parts.authorizer.check(user);
      return may.allowed ? { ok: true } : refused('not_allowed', may.message);
    },
    runEffect: (effect) => runEffect(parts, effect),
  };
}
