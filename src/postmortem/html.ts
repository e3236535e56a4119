import { createHash } from 'node:crypto';
import { parseItemLine, withoutItemMark } from './item-lines.ts';
import { escapeHtml, type PageIds, renderMarkdown, renderMarkdownLine } from './markdown.ts';
import { noteBody, splitNote } from './notes.ts';
import { pageStyle } from './page-style.ts';
import { isMarker, isSection, parseSections, sameLines, trimLines } from './sections.ts';

export interface PageOptions {
  title: string;
  /** Allows the page's one style under a strict Content-Security-Policy. */
  nonce?: string;
  /** A message at the top: how saving went. */
  message?: { ok: boolean; text: string };
}

export interface EditorOptions extends PageOptions {
  /** The document as people left it, and as it was last rendered for them. */
  text: string;
  rendered: string;
  revision: number;
}

/** The postmortem as a page to read and to print: a whole HTML document without scripts or anything from elsewhere. */
export function renderPage(markdown: string, options: PageOptions): string {
  const ids: PageIds = { used: new Map(), headings: [] };
  const body = parseSections(markdown).map((piece) => {
    if (!isSection(piece)) return renderMarkdown(piece.lines.filter((line) => !isMarker(line)).join('\n'), ids);
    const { own, note } = splitNote(piece.name, piece.lines);
    return `<section>\n${renderLines(own, ids)}${note === null ? '' : renderNote(note, ids)}</section>\n`;
  });
  const links = ids.headings.map(({ id, text }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`);
  const nav = links.length < 2 ? '' : `<nav aria-label="Sections"><ul>\n${links.join('\n')}\n</ul></nav>\n`;
  return htmlDocument(options, `${nav}<main>\n${body.join('')}</main>\n`);
}

/**
 * The postmortem as one form that needs no script: `section:<name>` and `outside:<number>` hold texts, `tick:<item>` a
 * box. The hidden `was:…` and `had:…` tell what was shown, so that only what the person changed is saved.
 */
export function renderEditor(options: EditorOptions): string {
  const rendered = sectionMap(options.rendered);
  const ids: PageIds = { used: new Map(), headings: [] };
  const parts = parseSections(options.text).map((piece, index) => {
    if (!isSection(piece)) {
      const isBlank = trimLines(piece.lines).length === 0;
      return isBlank ? '' : fieldset('Text of your own', 'edited', textField(`outside:${index}`, piece.lines));
    }
    const { name, lines } = piece;
    const { own, note } = splitNote(name, lines);
    const automatic = rendered.get(name) ?? [];
    if (automatic.some((line) => parseItemLine(line) !== null))
      return fieldset('Checklist', '', own.map(itemField).join(''));
    const isEdited = !sameLines(own, automatic);
    const hasQuestion = own.some((line) => line.startsWith('> **Question:**'));
    const fields = [
      textField(`section:${name}`, own, headingOf(own) ?? name),
      note === null
        ? ''
        : `${renderNote(note, ids)}${checkField(`seen:${name}`, 'I have taken this in: remove the note')}`,
      isEdited && rendered.has(name)
        ? checkField(`reset:${name}`, 'Drop the edits and show the automatic text again')
        : '',
      isEdited || hasQuestion ? '' : '<p class="quiet">Renewed automatically until somebody edits it.</p>\n',
    ];
    return fieldset(headingOf(own) ?? name, isEdited ? 'edited' : '', fields.join(''));
  });
  const extra = fieldset('Anything else', '', textField('extra', []));
  const save = '<p class="save"><button type="submit">Save</button></p>\n';
  const revision = `<input type="hidden" name="revision" value="${options.revision}">\n`;
  const heading = `<header class="page"><h1>${escapeHtml(options.title)}</h1></header>\n`;
  return htmlDocument(options, `${heading}<form method="post">\n${revision}${parts.join('')}${extra}${save}</form>\n`);
}

/** A short name of some lines, whatever blanks stand around them: to see whether they were changed. */
export function digestLines(lines: readonly string[]): string {
  const text = trimLines(lines).map((line) => line.trimEnd());
  return createHash('sha256').update(text.join('\n')).digest('base64url').slice(0, 22);
}

function htmlDocument({ title, nonce, message }: PageOptions, body: string): string {
  const allowed = nonce === undefined ? '' : ` nonce="${escapeHtml(nonce)}"`;
  const said =
    message === undefined
      ? ''
      : `<p class="message${message.ok ? '' : ' bad'} no-print" role="${message.ok ? 'status' : 'alert'}">${escapeHtml(message.text)}</p>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style${allowed}>${pageStyle}</style>
</head>
<body>
${said}${body}</body>
</html>
`;
}

function renderLines(lines: readonly string[], ids: PageIds): string {
  const shown = lines.filter((line) => !isMarker(line)).map(withoutItemMark);
  return renderMarkdown(shown.join('\n'), ids);
}

function renderNote(note: readonly string[], ids: PageIds): string {
  const body = renderMarkdown(noteBody(note).join('\n'), { used: ids.used, headings: [] });
  return `<details class="new">\n<summary>New since you edited</summary>\n${body}</details>\n`;
}

function sectionMap(text: string): Map<string, string[]> {
  return new Map(
    parseSections(text)
      .filter(isSection)
      .map(({ name, lines }) => [name, lines]),
  );
}

function headingOf(lines: readonly string[]): string | null {
  const heading = lines.map((line) => /^#{1,6} (.+)$/.exec(line)?.[1]).find((text) => text !== undefined);
  const question = lines.map((line) => /^> \*\*Question:\*\* (.+)$/.exec(line)?.[1]).find((text) => text !== undefined);
  return heading ?? question ?? null;
}

function fieldset(legend: string, kind: string, content: string): string {
  return `<fieldset${kind === '' ? '' : ` class="${kind}"`}>\n<legend>${renderMarkdownLine(legend)}</legend>\n${content}</fieldset>\n`;
}

function textField(name: string, lines: readonly string[], label = 'Markdown'): string {
  const text = trimLines(lines).join('\n');
  const rows = Math.min(24, Math.max(4, text.split('\n').length + 2));
  const was = `<input type="hidden" name="was:${escapeHtml(name)}" value="${digestLines(lines)}">\n`;
  // Browsers drop the first line end of a text field.
  return `<textarea name="${escapeHtml(name)}" rows="${rows}" aria-label="${escapeHtml(label)}" spellcheck="true">\n${escapeHtml(text)}</textarea>\n${was}`;
}

function checkField(name: string, label: string): string {
  return `<label class="line"><input type="checkbox" name="${escapeHtml(name)}" value="on"> ${escapeHtml(label)}</label>\n`;
}

/** A box for an item of the checklist; lines that are no item are shown as they are. */
function itemField(line: string): string {
  const parsed = parseItemLine(line);
  if (parsed === null) return line.trim() === '' || /^#/.test(line) ? '' : `<p>${renderMarkdownLine(line)}</p>\n`;
  const label = withoutItemMark(parsed.after).replace(/^\] /, '');
  const box = `<input type="checkbox" name="tick:${parsed.item}" value="on"${parsed.checked ? ' checked' : ''}>`;
  const had = `<input type="hidden" name="had:${parsed.item}" value="${parsed.checked ? 'on' : 'off'}">`;
  return `<label class="line">${box} ${renderMarkdownLine(label)}</label>${had}\n`;
}
