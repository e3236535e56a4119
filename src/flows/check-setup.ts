import { readFile } from 'node:fs/promises';
import { type ContainmentKind, containmentKinds } from '../containment/provider.ts';
import { defaultContainment, type LoadedContainment, parseContainmentConfig } from '../containment/routing-config.ts';
import { AppError } from '../errors.ts';
import { loadTemplates } from '../postmortem/templates.ts';

/** What a containment file says, without carrying anything out. */
export interface ContainmentSetup {
  /** Why it cannot be used, a line each; empty when it can. */
  problems: string[];
  providers: { name: string; type: string; kinds: readonly ContainmentKind[] }[];
  /** Kinds for which a button would find nobody to carry it out. */
  uncovered: ContainmentKind[];
}

/**
 * Reads the containment file and the secrets it names.
 *
 * @param file - null: what holds without a file.
 */
export async function checkContainmentSetup(
  file: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ContainmentSetup> {
  try {
    const { config } = file === null ? { config: defaultContainment } : await load(file, env);
    const providers = config.providers.map(({ name, type, kinds }) => ({ name, type, kinds }));
    const covered = new Set(providers.flatMap(({ kinds }) => kinds));
    return { problems: [], providers, uncovered: containmentKinds.filter((kind) => !covered.has(kind)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { problems: problemLines(error.message), providers: [], uncovered: [] };
  }
}

async function load(file: string, env: Readonly<Record<string, string | undefined>>): Promise<LoadedContainment> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('containment.config', `${file} cannot be read.`, { cause });
  });
  return parseContainmentConfig(text, file, env);
}

/** A list of problems comes as `- …` between a first and a last line. */
function problemLines(message: string): string[] {
  const lines = message.split('\n');
  const listed = lines.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
  return listed.length > 0 ? listed : lines;
}

/** Tries every template with sample facts; resolves to what is wrong with them, null when nothing is. */
export async function checkTemplateSetup(folder: string | null): Promise<string | null> {
  try {
    await loadTemplates(folder);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
