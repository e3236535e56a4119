import Markdown, { type MarkdownIt, type StateCore, type Token } from 'markdown-it';

const taskBox = /^\[([ xX])\](?=\s)/;

/** Kept across the sections of one page, so that no two headings share an id. */
export interface PageIds {
  used: Map<string, number>;
  /** Headings of the second level, in order. */
  headings: { id: string; text: string }[];
}

const markdown = createMarkdown();

/** Markdown as HTML: no raw HTML, no pictures, links to the web and to mail only. */
export function renderMarkdown(text: string, ids: PageIds): string {
  return markdown.render(text, { ids });
}

/** One line of Markdown, without a paragraph around it. */
export function renderMarkdownLine(text: string): string {
  return markdown.renderInline(text, {});
}

export function escapeHtml(text: string): string {
  return markdown.utils.escapeHtml(text);
}

function createMarkdown(): MarkdownIt {
  const md = new Markdown({ html: false, linkify: false, typographer: false });
  // Pictures would be fetched from wherever the text says.
  md.disable(['image']);
  md.validateLink = (url) => /^(?:https?:\/\/|mailto:)/i.test(url.trim());
  md.core.ruler.push('task_boxes', markTaskBoxes);
  md.core.ruler.push('heading_ids', nameHeadings);
  const { rules } = md.renderer;
  rules.table_open = () => '<div class="table" role="region" aria-label="Table" tabindex="0">\n<table>\n';
  rules.table_close = () => '</table>\n</div>\n';
  rules.link_open = (tokens, index, options, _env, self) => {
    tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
    return self.renderToken(tokens, index, options);
  };
  return md;
}

/** `[ ]` and `[x]` at the start of a list item become boxes that show and cannot be clicked. */
function markTaskBoxes(state: StateCore): void {
  for (const [index, token] of state.tokens.entries()) {
    const first = token.children?.[0];
    const item = state.tokens[index - 2];
    if (token.type !== 'inline' || item?.type !== 'list_item_open' || first?.type !== 'text') continue;
    const box = taskBox.exec(first.content);
    if (box === null) continue;
    const done = box[1] !== ' ';
    const input = new state.Token('html_inline', '', 0);
    input.content = `<input type="checkbox" disabled${done ? ' checked' : ''} aria-label="${done ? 'done' : 'open'}">`;
    first.content = first.content.slice(box[0].length);
    token.children?.unshift(input);
    item.attrJoin('class', 'task');
  }
}

function nameHeadings(state: StateCore): void {
  const ids = (state.env as { ids?: PageIds }).ids;
  if (ids === undefined) return;
  for (const [index, token] of state.tokens.entries()) {
    if (token.type !== 'heading_open') continue;
    const text = plainText(state.tokens[index + 1]);
    const id = uniqueId(text, ids);
    token.attrSet('id', id);
    if (token.tag === 'h2') ids.headings.push({ id, text });
  }
}

function plainText(token: Token | undefined): string {
  return (token?.children ?? []).map(({ content }) => content).join('');
}

function uniqueId(text: string, { used }: PageIds): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const id = words.join('-').slice(0, 60) || 'section';
  const count = (used.get(id) ?? 0) + 1;
  used.set(id, count);
  return count === 1 ? `s-${id}` : `s-${id}-${count}`;
}
