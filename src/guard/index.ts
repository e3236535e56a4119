export {
  type Ack,
  type AckState,
  type AckVerdict,
  deriveGuardSecret,
  type ExpectedAck,
  judgeAck,
  signAck,
  signatureHeader,
  signedText,
  verifyAck,
} from './acknowledgement.ts';
export type { Alarm, AlarmKind, OnAlarm } from './alarms.ts';
export type { Budget, Budgets, LlmUsage } from './budget-watch.ts';
export { type Clock, systemClock } from './clock.ts';
export { type ControlOrder, MalformedOrder, type OrderState, parseControlOrder } from './control-order.ts';
export type { AckOutcome, ControlListener, ControlSource } from './control-source.ts';
export type { EntityRules } from './entity-watch.ts';
export { AgentStopped, BudgetExceeded, ControlUnreachable, GuardClosed, LoopSuspected } from './errors.ts';
export { createGuard, type Guard } from './guard.ts';
export { type HttpControlOptions, httpControl } from './http-control.ts';
export type { LoopLimit, Policy } from './loop-watch.ts';
export type { GuardOptions } from './options.ts';
export { type RedisControlOptions, type RedisLike, redisControl, redisNames } from './redis-control-flag.ts';
