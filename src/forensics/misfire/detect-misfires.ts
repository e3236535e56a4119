import { effectOf } from '../effect.ts';
import type { Finding } from '../finding.ts';
import type { Ledger } from '../provenance/ledger.ts';
import type { Session } from '../steps.ts';
import { classesOf, createDialog } from './dialog.ts';
import { noteLookup, type RecordBook } from './records.ts';
import { wrongEntity } from './wrong-entity.ts';
import { type Asked, wrongTool } from './wrong-tool.ts';

/** Misfires that no flag names: the wrong tool for what was asked, and the right tool on another entity than the one named. */
export function detectMisfires(session: Session, ledger: Ledger): Finding[] {
  const dialog = createDialog(session);
  const books = new Map<string, RecordBook>();
  const asked: Asked = { classes: new Set(), words: new Set() };
  const findings: Finding[] = [];
  let heardUpTo = 0;
  for (const step of session.steps) {
    for (; heardUpTo < dialog.length && (dialog[heardUpTo]?.index ?? 0) < step.index; heardUpTo++) {
      const turn = dialog[heardUpTo];
      if (turn?.by !== 'user') continue;
      for (const kind of classesOf(turn)) asked.classes.add(kind);
      for (const word of turn.text
        .slice(0, 10_000)
        .toLowerCase()
        .split(/[^\p{L}]+/u))
        asked.words.add(word);
    }
    if (step.tool === null || step.failed) continue;
    if (effectOf(step.tool, step.definition, step.event.args) === 'write') {
      const found = wrongTool(step, dialog, asked) ?? wrongEntity(step, { session, ledger, dialog, books });
      if (found !== null) findings.push(found);
    }
    if (step.returned?.isWhole === true) noteLookup(books, step);
  }
  return findings;
}
