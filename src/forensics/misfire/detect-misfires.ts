import { effectOf } from '../effect.ts';
import type { Finding } from '../finding.ts';
import type { Ledger } from '../provenance/ledger.ts';
import type { Session } from '../steps.ts';
import { createDialog } from './dialog.ts';
import { wrongEntity } from './wrong-entity.ts';
import { wrongTool } from './wrong-tool.ts';

/** Misfires that no flag names: the wrong tool for what was asked, and the right tool on another entity than the one named. */
export function detectMisfires(session: Session, ledger: Ledger): Finding[] {
  const dialog = createDialog(session);
  const findings: Finding[] = [];
  for (const step of session.steps) {
    if (step.tool === null || step.failed) continue;
    if (effectOf(step.tool, step.definition, step.event.args) !== 'write') continue;
    const found = wrongTool(step, dialog) ?? wrongEntity(session, step, ledger, dialog);
    if (found !== null) findings.push(found);
  }
  return findings;
}
