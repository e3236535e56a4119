import type { Core } from '../core.ts';
import type { Panels } from '../panels/panels.ts';
import type { Notices } from './notices.ts';

/** Everything one person can see, for the page and for tests. */
export function showState(core: Core, notices: Notices, panels: Panels, user: string): Record<string, unknown> {
  const { workspace, surface, faults } = core;
  const { users, channels, groups, views, modals, homes, team, app } = workspace;
  const seen = [...channels.values()].filter(({ is_private, members }) => !is_private || members.includes(user));
  const home = views.get(homes.get(user) ?? '') ?? null;
  return {
    team,
    bot: app.botUser,
    user,
    users: [...users.values()],
    groups: [...groups.values()],
    channels: seen.map(({ ephemerals, ...channel }) => ({
      ...channel,
      ephemerals: ephemerals.filter(({ to }) => to === user),
    })),
    modals: (modals.get(user) ?? []).flatMap((id) => views.get(id) ?? []),
    home,
    notices: notices.of(user),
    faults: faults.list(),
    panels: panels.list(),
    sockets: core.sockets.connected(),
    ...surface,
  };
}
