import { effectOf } from '../effect.ts';
import { quote } from '../quote.ts';
import type { Session } from '../steps.ts';
import type { Log } from './log.ts';
import { maxPerRule, type Suspicion } from './suspicion.ts';

const corrects =
  /\b(?:I only (?:wanted|asked|meant|needed)|not what I (?:asked|wanted|meant|said|requested)|I (?:didn[’']t|did not|never) (?:ask|want|say|said|authori[sz]e|mean|agree|request|confirm)|wrong (?:item|order|card|address|one|flight|date|account|person|amount)|I (?:don[’']t|do not) want (?:it|that|this|them)\b|undo (?:that|this|it)|(?:that|this) (?:is|was)(?:n[’']t| not) (?:right|correct|what))/i;

/** The user objects after the agent has changed something: the last change before is the one that went wrong. */
export function detectUserCorrects(log: Log): Suspicion[] {
  if (!log.hasTools) return [];
  const found: Suspicion[] = [];
  let write: number | null = null;
  let read = 0;
  for (const { index, text } of log.userTurns) {
    const match = corrects.exec(text);
    if (match === null) continue;
    for (; read < index; read++) if (isDoneWrite(log.session, read)) write = read;
    const step = write === null ? undefined : log.session.steps[write];
    if (step === undefined || found.at(-1)?.index === step.index) continue;
    const evidence = `Step ${step.step} called ${quote(step.tool ?? '', 60)}; at step ${log.session.steps[index]?.step ?? 0} the user objects ("${quote(text.slice(match.index), 60)}").`;
    found.push({ rule: 'user_corrects', index: step.index, evidence });
    if (found.length === maxPerRule) break;
  }
  return found;
}

function isDoneWrite({ steps }: Session, index: number): boolean {
  const step = steps[index];
  if (step === undefined || step.tool === null || step.failed) return false;
  return effectOf(step.tool, step.definition, step.event.args) === 'write';
}
