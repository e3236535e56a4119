/** One reminder: `half`, `near`, `overdue`, then `overdue-2`, `overdue-3`, … */
export interface PlannedReminder {
  step: string;
  dueAt: Date;
}

const nearMs = 4 * 3_600_000;
const againMs = 24 * 3_600_000;

/** The reminders of a postmortem that is opened at `openedAt`, in the order they fall due. */
export function planReminders(openedAt: Date, dueAt: Date): PlannedReminder[] {
  const opened = openedAt.getTime();
  const due = Math.max(opened, dueAt.getTime());
  const total = due - opened;
  // Four hours before is early enough for two days, and too early for a morning.
  const near = Math.max(due - nearMs, opened + Math.floor(total * 0.9));
  return [
    { step: 'half', dueAt: new Date(opened + Math.floor(total / 2)) },
    { step: 'near', dueAt: new Date(near) },
    { step: 'overdue', dueAt: new Date(due) },
  ];
}

/** The reminder that follows one that was sent at `sentAt`: a day later, once it is overdue; null before. */
export function nextReminder(step: string, sentAt: Date): PlannedReminder | null {
  const count = overdueCount(step);
  if (count === 0) return null;
  return { step: `overdue-${count + 1}`, dueAt: new Date(sentAt.getTime() + againMs) };
}

/** 0 for a step before the due time, 1 for `overdue`, 2 for `overdue-2`. */
export function overdueCount(step: string): number {
  if (step === 'overdue') return 1;
  return Number(/^overdue-(\d{1,6})$/.exec(step)?.[1] ?? 0);
}
