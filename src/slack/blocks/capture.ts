import type { CaptureFacts, Subject } from '../../flows/messages.ts';
import { escapeMrkdwn, formatMoment } from '../kit.ts';
import { formatBytes, formatCounted } from '../quantities.ts';
import { type BuiltMessage, section } from './elements.ts';

/** What can be checked against the stored file: number, events, size, hash, source, how long it is kept. */
export function captureLine(capture: CaptureFacts): string {
  const { number, events, bytes, sha256, source, keep_until, after_kill } = capture;
  const after = after_kill === null ? [] : [`${formatCounted(after_kill, 'event')} after the kill`];
  return [
    `Capture ${number}: ${formatCounted(events, 'event')}`,
    ...after,
    formatBytes(bytes),
    `sha256 \`${escapeMrkdwn(sha256.slice(0, 12))}\``,
    `from ${escapeMrkdwn(source, 60)}`,
    `kept until ${formatMoment(keep_until)}`,
  ].join(' · ');
}

/** A trace was stored as evidence. Events after a confirmed kill mean that something still acts: that comes first. */
export function buildCapture({ incident, capture }: { incident: Subject; capture: CaptureFacts }): BuiltMessage {
  const late = capture.after_kill ?? 0;
  const alarm = late > 0 ? [`⚠ *${formatCounted(late, 'event')} came after the confirmed kill.*`] : [];
  const facts = `${formatCounted(capture.events, 'event')}, ${formatBytes(capture.bytes)}`;
  const stored = `📦 *Trace stored* ${formatMoment(capture.taken_at)}`;
  return {
    text: `Trace of incident #${incident.number} stored: ${facts}`,
    blocks: [section(...alarm, stored, captureLine(capture))],
  };
}
