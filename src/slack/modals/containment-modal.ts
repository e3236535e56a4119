import type { KnownBlock, ModalView } from '@slack/types';
import type { ContainmentKind } from '../../incident/incident.ts';
import { actionIds, viewIds } from '../action-ids.ts';
import { context, plain, section } from '../blocks/elements.ts';
import { escapeMrkdwn, limits } from '../kit.ts';
import { containmentNames, finishedWords } from '../words.ts';
import { inputBlockIds, option } from './inputs.ts';
import { formatMetadata, subjectMetadata, type ViewSubject } from './metadata.ts';

export interface ContainmentModalModel extends ViewSubject {
  incident: { id: string; number: number; session_id: string };
  kind: ContainmentKind;
  /** Null while it is being computed: the view must open within three seconds of the click. */
  plan: ContainmentPlanModel | null;
  /** The person has confirmed a plan that was no longer true. */
  changed?: boolean;
}

export interface ContainmentPlanModel {
  /** What it touches, one sentence each. */
  lines: readonly string[];
  /** Of the plan with its limit; submitting is bound to it. */
  digest: string;
  /** The session had ended by the time of the plan. */
  finished: boolean;
  /** Calls per minute the plan allows and what else can be chosen; of `rate_limit` only. */
  rate: { chosen: number; choices: readonly number[] } | null;
}

const titles: Record<ContainmentKind, string> = {
  kill: 'Kill session',
  revoke: 'Revoke credentials',
  rate_limit: 'Rate-limit',
};

const lineChars = 900;
const mostLines = 60;
/** Three lines share a section, so that no section passes its limit. */
const linesPerSection = 3;

const nothingWords =
  'Nothing is configured that could do this for this session. Configure a containment provider for its agent, ' +
  'or stop it by hand.';

/** A plan that cannot be shown whole cannot be confirmed: what it touches must be read before. */
function isShowable(lines: readonly string[]): boolean {
  return lines.length <= mostLines && lines.every((line) => escapeMrkdwn(line, lineChars + 1).length <= lineChars);
}

function planBlocks({ lines, finished }: ContainmentPlanModel): KnownBlock[] {
  if (lines.length === 0) return [section(nothingWords)];
  const bullets = lines.slice(0, mostLines).map((line) => `• ${escapeMrkdwn(line, lineChars)}`);
  const groups = Array.from({ length: Math.ceil(bullets.length / linesPerSection) }, (_, at) =>
    bullets.slice(at * linesPerSection, (at + 1) * linesPerSection),
  );
  return [
    section('*It will touch exactly this:*'),
    ...groups.map((group) => section(...group)),
    ...(isShowable(lines) ? [] : [section('*This plan is too long to show whole, so it cannot be confirmed here.*')]),
    ...(finished ? [context(finishedWords)] : []),
    context('Accepted is not effective: the card says “confirmed” only once the agent or the provider has said so.'),
  ];
}

function rateBlock(rate: NonNullable<ContainmentPlanModel['rate']>): KnownBlock {
  const numbers = [...new Set([rate.chosen, ...rate.choices])].sort((a, b) => a - b);
  const choices = numbers.slice(0, limits.options).map((n) => option(`${n} calls per minute`, String(n)));
  const chosen = choices.find(({ value }) => value === String(rate.chosen));
  return {
    type: 'input',
    block_id: inputBlockIds.limit,
    // A new choice is a new plan: it is computed and shown again before it can be confirmed.
    dispatch_action: true,
    label: plain('At most'),
    element: {
      type: 'static_select',
      action_id: actionIds.limit,
      options: choices,
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    },
  };
}

/** The question before a destructive action: exactly what it touches, bound to the digest of that plan. */
export function buildContainmentModal(model: ContainmentModalModel): ModalView {
  const { incident, kind, plan, changed = false } = model;
  const confirmable = plan !== null && plan.lines.length > 0 && isShowable(plan.lines);
  const rate = plan === null ? null : plan.rate;
  const subject = `Incident #${incident.number} · \`${escapeMrkdwn(incident.session_id, 120)}\``;
  return {
    type: 'modal',
    callback_id: viewIds.containment,
    title: plain(titles[kind]),
    close: plain('Cancel'),
    ...(confirmable || rate !== null ? { submit: plain(confirmable ? titles[kind] : 'Close') } : {}),
    private_metadata: formatMetadata({
      ...subjectMetadata(model),
      kind,
      ...(confirmable ? { digest: plan.digest } : {}),
    }),
    blocks: [
      section(`*${containmentNames[kind]}* · ${subject}`),
      ...(changed ? [section('⚠ *What this would touch has changed.* Nothing has happened. Read it again.')] : []),
      ...(plan === null ? [section('⏳ Working out what this would touch… Nothing has happened yet.')] : []),
      ...(rate === null ? [] : [rateBlock(rate)]),
      ...(plan === null ? [] : planBlocks(plan)),
    ],
  };
}
