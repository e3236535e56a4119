import { h, icon } from './tree.js';

const previewChars = 4_000;

function showSize(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A file under a message: a picture is shown, text is fetched when somebody wants to see it. */
export function renderFile(file, origin) {
  const path = new URL(file.permalink).pathname;
  const picture = file.mimetype === 'image/png';
  const details = `${file.filetype === 'binary' ? 'File' : file.filetype.toUpperCase()} · ${showSize(file.size)}`;
  const card = h(
    'div',
    { class: 'file' },
    icon('file'),
    h(
      'div',
      { class: 'file-words' },
      h('a', { href: `${origin}${path}`, target: '_blank', rel: 'noopener noreferrer' }, file.title),
      h('span', { class: 'quiet' }, file.title === file.name ? details : `${file.name} · ${details}`),
    ),
    h(
      'a',
      { class: 'icon-button', href: `${path}?download=1`, download: file.name, 'aria-label': `Download ${file.name}` },
      icon('download'),
    ),
  );
  if (picture) return h('div', {}, card, h('img', { src: `${origin}${path}`, alt: file.alt_txt ?? file.title }));
  const preview = h(
    'details',
    { class: 'preview', on: { toggle: (event) => void fill(event.currentTarget, path) } },
    h('summary', {}, 'Preview'),
    h('pre', {}, '…'),
  );
  return h('div', {}, card, preview);
}

async function fill(details, path) {
  const pre = details.querySelector('pre');
  if (!details.open || pre.dataset.full) return;
  const response = await fetch(path);
  const text = response.ok ? await response.text() : 'The file is not there any more.';
  pre.dataset.full = 'yes';
  pre.textContent =
    text.length > previewChars ? `${text.slice(0, previewChars)}\n… (download it to see the rest)` : text;
}
