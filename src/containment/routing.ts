import { matchesGlob } from './glob.ts';
import type { ContainmentKind, ContainmentProvider, ContainmentTarget } from './provider.ts';
import type { ControlFlagOptions } from './providers/control-flag.ts';
import { createControlFlag } from './providers/control-flag.ts';
import { createWebhook, type WebhookParts } from './providers/webhook.ts';
import { defaultContainment, type LoadedContainment, type ProviderEntry } from './routing-config.ts';

/** Which provider contains whom. */
export interface ContainmentRouting {
  /** The first provider that knows the kind and matches the target; null when nothing is configured for it. */
  routeFor(kind: ContainmentKind, target: Pick<ContainmentTarget, 'agent' | 'sessionType'>): ContainmentProvider | null;
  /** By the name an action was recorded with; null when it is no longer configured. */
  provider(name: string): ContainmentProvider | null;
  /** Must a second responder approve this kind? */
  needsApproval(kind: ContainmentKind): boolean;
}

export interface RoutingParts {
  /** Null without a containment file: the control flag for everything it can do. */
  loaded: LoadedContainment | null;
  controlFlag: Omit<ControlFlagOptions, 'name'>;
  webhook?: WebhookParts;
}

export function createContainmentRouting({ loaded, controlFlag, webhook }: RoutingParts): ContainmentRouting {
  const { config, secrets } = loaded ?? { config: defaultContainment, secrets: new Map<string, string>() };
  const routes = config.providers.map((entry) => {
    const provider =
      entry.type === 'control_flag'
        ? createControlFlag({ ...controlFlag, name: entry.name })
        : createWebhook(toSettings(entry, secrets.get(entry.name) ?? ''), webhook);
    return { entry, provider };
  });
  return {
    routeFor: (kind, target) =>
      routes.find(({ entry }) => entry.kinds.includes(kind) && isFor(entry, target))?.provider ?? null,
    provider: (name) => routes.find(({ entry }) => entry.name === name)?.provider ?? null,
    needsApproval: (kind) => config.needs_approval?.kinds.includes(kind) ?? false,
  };
}

function isFor(
  { match }: ProviderEntry,
  { agent, sessionType }: Pick<ContainmentTarget, 'agent' | 'sessionType'>,
): boolean {
  const fits = (value: string | null, patterns: readonly string[] | undefined): boolean =>
    patterns === undefined || patterns.some((pattern) => matchesGlob(value ?? '', pattern));
  return fits(agent, match?.agent) && fits(sessionType, match?.session_type);
}

function toSettings(entry: Extract<ProviderEntry, { type: 'webhook' }>, secret: string) {
  const { name, url, kinds, timeout_ms: timeoutMs, allow_private: allowPrivate, undo: canUndo } = entry;
  return { name, url, secret, kinds, timeoutMs, allowPrivate, canUndo };
}
