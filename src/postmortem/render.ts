import type { PostmortemFacts } from './facts.ts';
import type { Template } from './template.ts';
import { viewPostmortem } from './view.ts';

/**
 * The postmortem as GitHub-flavoured Markdown with section markers, ending in a newline. Whatever comes from the trace or
 * from people is shown, never obeyed.
 *
 * @throws AppError `postmortem.bad-template` naming the line, when the template asks for something there is not.
 */
export function renderPostmortem(facts: PostmortemFacts, template: Template): string {
  const text = template.render(viewPostmortem(facts));
  // A block that renders nothing leaves blank lines behind.
  return `${text
    .replace(/\r\n?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
