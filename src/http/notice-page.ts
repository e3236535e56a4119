/** A page of our own: a heading, sentences, and texts a person must not lose. */
export interface Notice {
  title: string;
  /** Plain text; one paragraph each. */
  sentences: readonly string[];
  link?: { href: string; label: string };
  texts?: readonly { label: string; text: string }[];
}

/** Renders it as HTML that a strict CSP with this nonce allows; everything is escaped. */
export function renderNotice(notice: Notice, nonce: string): string {
  const { title, sentences, link, texts = [] } = notice;
  const paragraphs = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n');
  const way = link === undefined ? '' : `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>`;
  const boxes = texts.map(
    ({ label, text }, index) =>
      // The line break after the tag is the parser's to drop; the text's own first one stays.
      `<label for="text-${index}">${escapeHtml(label)}</label>\n<textarea id="text-${index}" readonly rows="10">\n${escapeHtml(text)}</textarea>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1d1c1d; background: #fff; }
label { display: block; margin-top: 1.5rem; font-weight: 600; }
textarea { box-sizing: border-box; width: 100%; font: 0.9rem/1.5 ui-monospace, monospace; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${paragraphs}
${way}
${boxes.join('\n')}
</main>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
