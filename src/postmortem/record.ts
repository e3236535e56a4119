import type { Ticks } from './items.ts';

export const postmortemStates = ['draft', 'published', 'distributed', 'waived'] as const;
export type PostmortemState = (typeof postmortemStates)[number];

/** How far a postmortem is. `draft` and `published` are open: reminders go on until it is distributed or waived. */
export interface PostmortemSummary {
  incidentId: string;
  state: PostmortemState;
  /** Slack user id. */
  owner: string | null;
  dueAt: Date;
  /** Goes up by one with every change of any part. */
  revision: number;
  ticks: Ticks;
  publishedAt: Date | null;
  /** Where it was published to. */
  url: string | null;
  closedBy: string | null;
  closedAt: Date | null;
  /** Why it is waived. */
  reason: string | null;
  snoozes: number;
}

/** A postmortem as it is kept, with its document. */
export interface PostmortemRecord extends PostmortemSummary {
  /** The document as people left it. */
  text: string;
  /** The document as it was last rendered for them: the base of the next merge. */
  rendered: string;
}

export interface Refusal {
  /** `repeated`: it has happened already, nothing is wrong. `conflict`: the state does not allow it. */
  code: 'repeated' | 'conflict' | 'invalid';
  /** A sentence for the person who asked, with the way out. */
  refused: string;
}

export function refuse(code: Refusal['code'], refused: string): Refusal {
  return { code, refused };
}

export function isOpen({ state }: Pick<PostmortemSummary, 'state'>): boolean {
  return state === 'draft' || state === 'published';
}
