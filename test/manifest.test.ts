import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../src/config.ts';
import { methods } from '../src/sandbox/api/methods.ts';
import { Manifest } from '../src/sandbox/manifest.ts';
import { openIncidentShortcut } from '../src/slack/listeners/shortcuts.ts';

const manifest = Manifest.parse(parse(readFileSync('manifest.yml', 'utf8')));
const granted = manifest.oauth_config.scopes.bot;

/**
 * The scopes each Web API method needs where we use it: https://docs.slack.dev/reference/methods. A message is read in
 * public and private channels and in direct conversations.
 */
const scopes: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'bookmarks.add': ['bookmarks:write'],
  'bookmarks.list': ['bookmarks:read'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.create': ['channels:manage'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read'],
  'conversations.invite': ['channels:manage'],
  'conversations.join': ['channels:join'],
  'conversations.list': ['channels:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'conversations.setTopic': ['channels:manage'],
  'files.info': ['files:read'],
  'files.list': ['files:read'],
  filesUploadV2: ['files:write'],
  'pins.add': ['pins:write'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
};

/** What the scopes of features are for: https://docs.slack.dev/reference/events */
const events: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
};

function usedMethods(): string[] {
  const files = readdirSync('src/slack', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const text = files.map((name) => readFileSync(join('src/slack', name), 'utf8')).join('\n');
  const found = [...text.matchAll(/\bclient\s*\.([a-zA-Z0-9.]+)\(/g)].map((match) => match[1] ?? '');
  return [...new Set(found)].filter((name) => name !== 'on').sort();
}

describe('the manifest', () => {
  it('is one that Slack takes', () => {
    expect(manifest.display_information.name.length).toBeLessThanOrEqual(35);
    expect(String(manifest.display_information.description).length).toBeLessThanOrEqual(140);
    expect(granted).toEqual([...new Set(granted)]);
  });

  it('asks for the scopes of every method in use, and for no others', () => {
    expect(usedMethods()).toEqual(Object.keys(scopes).sort());
    const subscribed = manifest.settings?.event_subscriptions?.bot_events ?? [];
    expect([...subscribed].sort()).toEqual(Object.keys(events));
    const needed = [...Object.values(scopes), ...Object.values(events)].flat();
    expect([...granted].sort()).toEqual([...new Set(['commands', ...needed])].sort());
  });

  it('agrees with the stand-in about what a method needs', () => {
    const known = [...methods].flatMap(([name, { scope }]) =>
      typeof scope === 'string' ? [[name, scope] as const] : [],
    );
    const shared = known.filter(([name]) => Object.hasOwn(scopes, name));
    expect(shared.length).toBeGreaterThan(8);
    expect(shared.filter(([name, scope]) => !scopes[name]?.includes(scope))).toEqual([]);
  });

  it('declares the command and the shortcut that are listened to', () => {
    const { command } = readConfig({});
    expect(manifest.features?.slash_commands?.map((entry) => entry.command)).toEqual([command]);
    expect(manifest.features?.shortcuts).toMatchObject([{ callback_id: openIncidentShortcut, type: 'message' }]);
  });
});
