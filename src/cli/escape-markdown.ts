/**
 * Every character that, where it stands, starts something in GitHub-flavoured Markdown: formatting, HTML, links, tables,
 * math; `_` only at the edge of a word; mentions, references (`#1`, `GH-1`) and bare addresses; list and rule marks
 * when they come first.
 */
const live =
  /[\\`*[\]<>|~$&{}@#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=\bwww)\.|(?<=\bGH)-(?=\d)|^[-+=:]|(?<=^\d+)[.)]/giu;

/** GitHub finds these in the rendered text, where an entity alone no longer hides them: a zero-width space follows. */
const foundAfterRendering = new Set(['@', '#', ':', '.', '-']);

/**
 * One line of foreign text for GitHub-flavoured Markdown that reads as it is and does nothing: whatever could act
 * becomes a numeric entity, which Markdown never takes for structure.
 * @see https://github.github.com/gfm/ sections 2.4 and 6.9
 */
export function escapeMarkdown(text: string): string {
  return text.replace(live, (char) => `&#${char.codePointAt(0)};${foundAfterRendering.has(char) ? '&#8203;' : ''}`);
}
