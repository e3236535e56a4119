import { stat } from 'node:fs/promises';
import type { Config } from '../../config.ts';
import { checkContainmentSetup, checkTemplateSetup } from '../../flows/check-setup.ts';
import type { Environment } from './check-variables.ts';
import { type Finding, fine, misconfigured, warning } from './finding.ts';

const kindWords = { kill: 'Kill', revoke: 'Revoke', rate_limit: 'Rate-limit' } as const;

/** Does the containment file hold, and does every button have somebody to carry it out? */
export async function checkContainment({ containmentFile }: Config, env: Environment): Promise<Finding[]> {
  const label = 'Containment';
  const { problems, providers, uncovered } = await checkContainmentSetup(containmentFile, env);
  if (problems.length > 0) {
    const fix = `Correct ${containmentFile ?? 'CONTAINMENT_FILE'}.`;
    return problems.map((problem) => misconfigured(label, problem, fix));
  }
  const says = providers.map(({ name, kinds }) => `${name} (${kinds.map((kind) => kindWords[kind]).join(', ')})`);
  const from = containmentFile ?? 'no CONTAINMENT_FILE, so the default holds';
  return [
    fine(label, `${from}: ${says.join('; ')}`),
    ...uncovered.map((kind) =>
      warning(
        label,
        `nothing can carry out ${kindWords[kind]}`,
        `Name a provider with kinds: [${kind}] in ${containmentFile ?? 'a CONTAINMENT_FILE'}.`,
      ),
    ),
  ];
}

/** Can every text be rendered? */
export async function checkTemplates({ templatesDir }: Config): Promise<Finding[]> {
  const label = 'Templates';
  if (templatesDir !== null && !(await isFolder(templatesDir))) {
    return [misconfigured(label, `${templatesDir} is not a folder`, 'Create it, or correct TEMPLATES_DIR.')];
  }
  const problem = await checkTemplateSetup(templatesDir);
  if (problem !== null) return [misconfigured(label, problem, 'Then run this again.')];
  return [
    fine(label, templatesDir === null ? 'those that come with the program' : `${templatesDir}, all can be rendered`),
  ];
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true;
}
