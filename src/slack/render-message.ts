import type { Message } from '../flows/messages.ts';
import { buildApproval } from './blocks/approval.ts';
import { buildBlastRadius } from './blocks/blast-radius.ts';
import { buildCapture } from './blocks/capture.ts';
import { buildChecklist } from './blocks/checklist.ts';
import type { BuiltMessage } from './blocks/elements.ts';
import { buildErrorMessage } from './blocks/error-message.ts';
import { buildIncidentCard } from './blocks/incident-card.ts';
import { buildIncidentList } from './blocks/incident-list.ts';
import { buildNotice } from './blocks/notice.ts';
import { buildPostmortemCard } from './blocks/postmortem-card.ts';
import { buildReminder } from './blocks/reminder.ts';
import { buildReportDetails } from './blocks/report-details.ts';
import { buildStatusUpdate } from './blocks/status-update.ts';
import { buildTimeline } from './blocks/timeline.ts';

/** A message as Slack takes it. Pure: same message, same blocks. */
export function renderMessage(message: Message): BuiltMessage {
  switch (message.kind) {
    case 'card':
      return buildIncidentCard({ ...message, revision: message.incident.revision });
    case 'checklist':
      return buildChecklist({ ...message, revision: message.incident.revision });
    case 'details':
      return buildReportDetails(message);
    case 'capture':
      return buildCapture(message);
    case 'blast_radius':
      return buildBlastRadius(message);
    case 'notice':
      return buildNotice(message);
    case 'approval':
      return buildApproval(message);
    case 'postmortem':
      return buildPostmortemCard(message.postmortem);
    case 'reminder':
      return buildReminder(message);
    case 'status_update':
      return buildStatusUpdate(message);
    case 'list':
      return buildIncidentList(message.listing);
    case 'timeline':
      return buildTimeline(message);
    case 'error':
      return buildErrorMessage(message);
  }
}
