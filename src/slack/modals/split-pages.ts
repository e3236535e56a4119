/** A titled text of a page; the title is mrkdwn, the text raw. */
export interface ContextPart {
  title: string;
  text: string;
}

/** Escaped five times as long, a page still fits into the 100 blocks of a view with its titles. */
const pageChars = 9000;
const partsPerPage = 24;

/** Where to cut a text at or before `end`: at a line break when one is near, never inside a surrogate pair. */
function cutAt(text: string, start: number, end: number): number {
  if (end >= text.length) return text.length;
  // Searched in the window alone: a text without line breaks would be read from its start for every page.
  const newline = text.slice(start, end).lastIndexOf('\n');
  if (newline > (end - start) / 2) return start + newline;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff && end - 1 > start ? end - 1 : end;
}

/**
 * Divides parts into pages of bounded length; a part that does not fit goes on, with its title, on the next page.
 * Nothing is left out. Works on raw text, so that only the page being shown is ever escaped.
 */
export function splitPages(parts: readonly ContextPart[]): ContextPart[][] {
  const pages: ContextPart[][] = [];
  let page: ContextPart[] = [];
  let room = pageChars;
  const turn = (): void => {
    if (page.length > 0) pages.push(page);
    page = [];
    room = pageChars;
  };
  for (const { title, text } of parts) {
    let start = 0;
    do {
      // A few lines at the foot of a page help nobody: what is too long starts on a new one.
      if (page.length >= partsPerPage || (room < pageChars / 4 && text.length - start > room)) turn();
      const end = cutAt(text, start, start + room);
      page.push({ title: start === 0 ? title : `${title} (continued)`, text: text.slice(start, end) });
      room -= end - start;
      start = end;
    } while (start < text.length);
  }
  turn();
  return pages.length === 0 ? [[]] : pages;
}
