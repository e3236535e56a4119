/** What the bot did with a delivery. */
export type Reply =
  | { kind: 'answered'; status: number; body: string; noRetry?: boolean }
  | { kind: 'timeout' }
  | { kind: 'failed'; reason: string };

/** Was it acknowledged in time? */
export function isAcknowledged(reply: Reply): boolean {
  return reply.kind === 'answered' && reply.status === 200;
}
