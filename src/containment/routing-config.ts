import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { containmentKinds } from './provider.ts';
import { checkWebhookUrl, isWebhookSecret } from './providers/webhook-settings.ts';

const kinds = z.array(z.enum(containmentKinds)).min(1, 'name at least one kind');
const globs = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], {
    error: 'a name or a list of names, with * as wildcard',
  })
  .transform((value) => (typeof value === 'string' ? [value] : value));
const common = {
  /** As it is kept with each action: renaming a provider loses the way to what it did. */
  name: z.string().regex(/^[\w-]{1,60}$/, 'letters, digits, _ and -, at most 60'),
  /** All that are given must match; a session that has no agent or type matches `*` alone. */
  match: z.strictObject({ agent: globs.optional(), session_type: globs.optional() }).optional(),
};

const ControlFlagEntry = z.strictObject({
  ...common,
  type: z.literal('control_flag'),
  kinds: kinds.refine((given) => !given.includes('revoke'), 'the control flag knows kill and rate_limit only'),
});

const WebhookEntry = z
  .strictObject({
    ...common,
    type: z.literal('webhook'),
    kinds,
    url: z.string(),
    /** Name of the environment variable that holds the secret. */
    secret_env: z.string().regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable'),
    timeout_ms: z.int().min(100).max(60_000).default(5_000),
    allow_private: z.boolean().default(false),
    /** Whether the receiver can take back what it did. */
    undo: z.boolean().default(false),
  })
  .superRefine(({ url, allow_private }, context) => {
    const problem = checkWebhookUrl(url, allow_private);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['url'], message: problem });
  });

/** The containment file, read and checked. The first provider that matches carries an action out. */
export const ContainmentConfig = z.strictObject({
  providers: z
    .array(z.discriminatedUnion('type', [ControlFlagEntry, WebhookEntry]))
    .superRefine((providers, context) => {
      for (const [index, { name }] of providers.entries()) {
        if (providers.findIndex((other) => other.name === name) === index) continue;
        context.addIssue({ code: 'custom', path: [index, 'name'], message: 'used by an earlier provider' });
      }
    }),
  /** Kinds that a second responder must approve. */
  needs_approval: z.strictObject({ kinds: z.array(z.enum(containmentKinds)) }).optional(),
});
export type ContainmentConfig = z.infer<typeof ContainmentConfig>;
export type ProviderEntry = ContainmentConfig['providers'][number];

/** Without a file: guards are asked to stop or slow down; nothing can revoke credentials. */
export const defaultContainment: ContainmentConfig = {
  providers: [{ name: 'control_flag', type: 'control_flag', kinds: ['kill', 'rate_limit'] }],
};

/** The file with the secrets it names. */
export interface LoadedContainment {
  config: ContainmentConfig;
  /** By provider name. */
  secrets: ReadonlyMap<string, string>;
}

/**
 * Reads a containment file, YAML or JSON.
 *
 * @param file - its path, for messages.
 * @param env - where secrets are looked up.
 * @throws AppError `containment.config` that lists every bad key with its line, never a value.
 */
export function parseContainmentConfig(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): LoadedContainment {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // What the parser says quotes the file; its code does not.
  const broken = document.errors.map(({ code, pos }) => `line ${lines.linePos(pos[0]).line}: ${spell(code)}`);
  if (broken.length > 0) throw badFile(file, broken);
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  const say = (path: readonly PropertyKey[], problem: string): string =>
    `line ${lineOf(path)}: ${path.length === 0 ? 'the file' : formatPath(path)}: ${problem}`;
  const parsed = ContainmentConfig.safeParse(toJs(document, file));
  if (!parsed.success) {
    throw badFile(
      file,
      parsed.error.issues.map((issue) => say(pathOf(issue), problemOf(issue))),
    );
  }
  const secrets = new Map<string, string>();
  const missing = parsed.data.providers.flatMap((provider, index) => {
    if (provider.type !== 'webhook') return [];
    const secret = env[provider.secret_env]?.trim() ?? '';
    secrets.set(provider.name, secret);
    const path = ['providers', index, 'secret_env'];
    if (secret === '') return [say(path, `the environment variable ${provider.secret_env} is not set`)];
    return isWebhookSecret(secret)
      ? []
      : [say(path, `${provider.secret_env} must hold "whsec_" and the base64 of 24 to 64 bytes`)];
  });
  if (missing.length > 0) throw badFile(file, missing);
  return { config: parsed.data, secrets };
}

function toJs(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new AppError('containment.config', `${file}: its aliases cannot be resolved. Write it without aliases.`, {
      cause,
    });
  }
}

type Issue = z.core.$ZodIssue;

function pathOf(issue: Issue): PropertyKey[] {
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  return key === undefined ? issue.path : [...issue.path, key];
}

/** Our own words: zod's may quote what was given. */
function problemOf(issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'unknown key';
    case 'invalid_type':
      return `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return issue.discriminator === undefined ? issue.message : 'must be control_flag or webhook';
    case 'too_small':
    case 'too_big':
      return issue.code === 'too_small'
        ? `too small or short: ${issue.minimum} at least`
        : `too big: ${issue.maximum} at most`;
    default:
      return issue.message;
  }
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function spell(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}

function badFile(file: string, problems: readonly string[]): AppError {
  const message = `${file} cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nCorrect it and start again.`;
  return new AppError('containment.config', message);
}
