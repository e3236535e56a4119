import { SlackFailure } from '../failure.ts';
import type { User } from '../workspace.ts';
import { count, findUser, flag, type Method, method, page, text } from './method.ts';

/** Who is there, and who is on call. */
export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': method(null, {}, ({ workspace: { team, app, users }, baseUrl }) => ({
    url: `${baseUrl()}/`,
    team: team.name,
    user: users.get(app.botUser)?.name,
    team_id: team.id,
    user_id: app.botUser,
    bot_id: app.botId,
    is_enterprise_install: false,
  })),
  'team.info': method('team:read', {}, ({ workspace: { team } }) => ({ team })),
  'users.info': method('users:read', { user: text }, (core, args) => ({
    user: showUser(core.workspace.team.id, findUser(core, args.user)),
  })),
  'users.list': method('users:read', { limit: count.optional(), cursor: text.optional() }, (core, args) => {
    const { entries, response_metadata } = page([...core.workspace.users.values()], args.limit, args.cursor);
    return { members: entries.map((user) => showUser(core.workspace.team.id, user)), response_metadata };
  }),
  'usergroups.list': method('usergroups:read', { include_users: flag.optional() }, (core, args) => ({
    usergroups: [...core.workspace.groups.values()].map(({ users, ...group }) => ({
      ...group,
      team_id: core.workspace.team.id,
      is_usergroup: true,
      date_delete: 0,
      user_count: users.length,
      ...(args.include_users ? { users } : {}),
    })),
  })),
  'usergroups.users.list': method('usergroups:read', { usergroup: text }, (core, args) => {
    const group = core.workspace.groups.get(args.usergroup);
    if (group === undefined) throw new SlackFailure('no_such_subteam');
    return { users: group.users };
  }),
};

/** https://docs.slack.dev/reference/objects/user-object */
function showUser(team: string, user: User): Record<string, unknown> {
  const { id, name, real_name, is_bot } = user;
  const profile = { real_name, display_name: name };
  return { id, team_id: team, name, real_name, is_bot, deleted: false, tz: 'Etc/UTC', tz_offset: 0, profile };
}
