import { z } from 'zod';
import type { BotSurface } from './core.ts';

/** What the sandbox uses of an app manifest: https://docs.slack.dev/reference/app-manifest */
export const Manifest = z.looseObject({
  display_information: z.looseObject({ name: z.string().min(1).max(35) }),
  features: z
    .looseObject({
      bot_user: z.looseObject({ display_name: z.string().min(1).max(80) }).optional(),
      slash_commands: z
        .array(
          z.looseObject({
            command: z.string().regex(/^\/\S+$/),
            description: z.string().min(1).max(2000),
            usage_hint: z.string().max(1000).optional(),
          }),
        )
        .max(50)
        .optional(),
      shortcuts: z
        .array(
          z.looseObject({
            name: z.string().min(1).max(24),
            type: z.enum(['message', 'global']),
            callback_id: z.string().min(1).max(255),
            description: z.string().min(1).max(150),
          }),
        )
        .max(10)
        .optional(),
    })
    .optional(),
  oauth_config: z.looseObject({
    scopes: z.looseObject({ bot: z.array(z.string()).max(255) }),
  }),
  settings: z
    .looseObject({
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).max(100).optional() }).optional(),
    })
    .optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** What an app with this manifest may do and shows. */
export interface App {
  name: string;
  scopes: ReadonlySet<string>;
  events: ReadonlySet<string>;
  surface: BotSurface;
}

/** @throws ZodError that names what Slack would refuse. */
export function readManifest(value: unknown): App {
  const { display_information, features, oauth_config, settings } = Manifest.parse(value);
  return {
    name: features?.bot_user?.display_name ?? display_information.name,
    scopes: new Set(oauth_config.scopes.bot),
    events: new Set(settings?.event_subscriptions?.bot_events ?? []),
    surface: {
      commands: (features?.slash_commands ?? []).map(({ command, description, usage_hint = '' }) => ({
        command,
        description,
        usage_hint,
      })),
      shortcuts: (features?.shortcuts ?? []).map(({ callback_id, name, type }) => ({ callback_id, name, type })),
    },
  };
}
