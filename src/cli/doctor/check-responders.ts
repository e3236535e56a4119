import { z } from 'zod';
import type { Config } from '../../config.ts';
import { formatCounted } from '../quantities.ts';
import { explain } from './check-slack.ts';
import { type Finding, fine, misconfigured, warning } from './finding.ts';
import type { SlackProbe } from './slack-probe.ts';

const label = 'Responders';
/** Slack allows about a hundred such questions a minute; the bot needs some too. */
const mostAsked = 20;

const Members = z.looseObject({ users: z.array(z.string()) });
const Person = z.looseObject({ user: z.looseObject({ deleted: z.boolean().optional() }) });

/** Is there anybody who may press a containment button? Nobody, unless configured. */
export async function checkResponders(probe: SlackProbe, { responders }: Config): Promise<Finding[]> {
  const { users, groups } = responders;
  if (users.length === 0 && groups.length === 0) {
    const fix = 'Set RESPONDERS to user ids (U…) or RESPONDER_GROUPS to user group ids (S…), separated by commas.';
    return [warning(label, 'nobody may press a containment button', fix)];
  }
  const [people, teams] = await Promise.all([
    checkPeople(probe, users),
    Promise.all(groups.map((group) => checkGroup(probe, group))),
  ]);
  return [...people, ...teams];
}

async function checkPeople(probe: SlackProbe, users: readonly string[]): Promise<Finding[]> {
  if (users.length === 0) return [];
  const asked = users.slice(0, mostAsked);
  const answers = await Promise.all(
    asked.map(async (user) => ({ user, answer: await probe.call('users.info', { user }) })),
  );
  const bad = answers.flatMap(({ user, answer }): Finding[] => {
    if (answer.kind === 'refused' && answer.error === 'missing_scope') return [];
    if (answer.kind === 'answer') {
      const person = Person.safeParse(answer.body);
      const left = person.success && person.data.user.deleted === true;
      return left ? [misconfigured(label, `${user} has left the workspace`, 'Take the id out of RESPONDERS.')] : [];
    }
    return [explain(`${label} ${user}`, answer, 'Correct the id in RESPONDERS; it is in the person’s profile.')];
  });
  const rest = users.length > asked.length ? `, the first ${mostAsked} looked up` : '';
  return bad.length > 0 ? bad : [fine(label, `${formatCounted(users.length, 'person', 'people')} by id${rest}`)];
}

async function checkGroup(probe: SlackProbe, group: string): Promise<Finding> {
  const answer = await probe.call('usergroups.users.list', { usergroup: group });
  if (answer.kind !== 'answer')
    return explain(`${label} ${group}`, answer, fixes[answer.kind === 'refused' ? answer.error : ''] ?? otherwise);
  const members = Members.safeParse(answer.body);
  const count = members.success ? members.data.users.length : 0;
  if (count > 0) return fine(label, `group ${group} with ${formatCounted(count, 'member')}`);
  return warning(label, `group ${group} has no members`, 'Add the people on call to it.');
}

const otherwise = 'Correct the id in RESPONDER_GROUPS.';
const fixes: Readonly<Record<string, string>> = {
  missing_scope: 'Grant usergroups:read and reinstall the app, or use RESPONDERS.',
  plan_upgrade_required: 'This plan has no user groups: use RESPONDERS with user ids.',
};
