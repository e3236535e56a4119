import type { Capture } from '../trace/archive/store.ts';
import type { CaptureFacts } from './messages.ts';

/** A capture as messages show it. */
export function captureFacts(capture: Capture): CaptureFacts {
  const { number, source, sha256, bytes, events } = capture;
  return {
    ...{ number, source, sha256, bytes, events },
    taken_at: capture.takenAt.toISOString(),
    after_kill: capture.afterKill,
    keep_until: capture.keepUntil.toISOString(),
  };
}
