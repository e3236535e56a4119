import { createHash } from 'node:crypto';
import { readEditorForm } from '../postmortem/edit-form.ts';
import { renderEditor, renderPage } from '../postmortem/html.ts';
import type { Outcome } from './api.ts';
import { logEvent } from './apply-event.ts';
import type { LinkGrant, PostmortemDesk } from './desks.ts';
import { refused } from './outcome.ts';
import type { Parts } from './parts.ts';

/** Others may save or the bot may render it at the same moment; then the form is brought into that. */
const mostAttempts = 5;

/** The postmortem in a browser, by signed links. */
export function createPostmortemDesk(parts: Parts): PostmortemDesk {
  const { postmortems, incidents, links, now } = parts;
  const titleOf = async (incidentId: string) => {
    const incident = await incidents.get(incidentId);
    return incident === null ? null : `Postmortem of incident ${incident.number}`;
  };
  return {
    verify: (token) => links.verify(token, now()),
    async page({ incidentId }, nonce) {
      const [postmortem, title] = await Promise.all([postmortems.get(incidentId), titleOf(incidentId)]);
      return postmortem === null || title === null ? null : renderPage(postmortem.text, { title, nonce });
    },
    async editor({ incidentId }, nonce, saved) {
      const [postmortem, title] = await Promise.all([postmortems.get(incidentId), titleOf(incidentId)]);
      if (postmortem === null || title === null) return null;
      const { text, rendered, revision } = postmortem;
      const message = saved === undefined ? {} : { message: { ok: saved.ok, text: saved.message } };
      return renderEditor({ title: `${title}: edit`, nonce, text, rendered, revision, ...message });
    },
    save: (grant, form) => save(parts, grant, form),
  };
}

async function save(
  parts: Parts,
  { incidentId, use, user }: LinkGrant,
  form: Record<string, string>,
): Promise<Outcome> {
  const { postmortems, now } = parts;
  if (use !== 'edit' || user === null) return refused('not_allowed', 'This link is for reading. Use Edit in Slack.');
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const current = await postmortems.get(incidentId);
    if (current === null) return refused('not_found', 'There is no such postmortem any more.');
    const { text, both } = readEditorForm(current, form);
    const done = await postmortems.save({ incidentId, text, expectedRevision: current.revision, now: now() });
    if (!('refused' in done)) {
      const beside = both.length === 0 ? '' : ` Written at the same time as somebody else: ${both.join(', ')}.`;
      const key = `edited:${user}:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
      const said = { type: 'logged', entry: 'postmortem.edited', text: `Postmortem edited.${beside}` } as const;
      await logEvent(parts, incidentId, key, said, user);
      return { ok: true };
    }
    if (done.code === 'repeated') return { ok: true };
    if (done.code !== 'conflict') return refused(done.code, done.refused);
  }
  return refused('conflict', 'The postmortem keeps changing. Your text is below: copy it and try again in a moment.');
}
