import { link } from './mrkdwn.js';
import { h } from './tree.js';

/** A markdown block as a tree: what Slack shows of https://docs.slack.dev/reference/block-kit/blocks/markdown-block. */
export function renderMarkdown(text) {
  const nodes = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; ) {
    const line = lines[index];
    const run = (matches) => {
      const start = index;
      while (index < lines.length && matches(lines[index])) index += 1;
      return lines.slice(start, index);
    };
    if (/^```/.test(line)) {
      index += 1;
      const code = run((next) => !/^```/.test(next));
      index += 1;
      nodes.push(h('pre', {}, code.join('\n')));
    } else if (/^\s*$/.test(line)) index += 1;
    else if (/^#{1,6} /.test(line)) {
      nodes.push(h('h4', {}, ...inline(line.replace(/^#+ /, ''))));
      index += 1;
    } else if (/^(-{3,}|\*{3,})$/.test(line)) {
      nodes.push(h('hr'));
      index += 1;
    } else if (/^> ?/.test(line)) {
      nodes.push(
        h('blockquote', {}, ...broken(run((next) => /^>/.test(next)).map((next) => next.replace(/^> ?/, '')))),
      );
    } else if (/^\s*[-*] /.test(line)) {
      nodes.push(
        list(
          'ul',
          run((next) => /^\s*[-*] /.test(next)),
          /^\s*[-*] /,
        ),
      );
    } else if (/^\s*\d+\. /.test(line)) {
      nodes.push(
        list(
          'ol',
          run((next) => /^\s*\d+\. /.test(next)),
          /^\s*\d+\. /,
        ),
      );
    } else {
      const special = /^(```|#{1,6} |> ?|\s*[-*] |\s*\d+\. |\s*$)/;
      index += 1;
      nodes.push(h('p', {}, ...broken([line, ...run((next) => !special.test(next))])));
    }
  }
  return nodes;
}

function list(tag, lines, mark) {
  return h(
    tag,
    {},
    ...lines.map((line) =>
      h(
        'li',
        {},
        ...inline(
          line
            .replace(mark, '')
            .replace(/^\[ \] /, '☐ ')
            .replace(/^\[x\] /i, '☑ '),
        ),
      ),
    ),
  );
}

function broken(lines) {
  return lines.flatMap((line, index) => [...(index > 0 ? [h('br')] : []), ...inline(line)]);
}

function inline(text) {
  const nodes = [];
  let rest = text;
  while (rest !== '') {
    const found =
      /`([^`]+)`|\[([^\]]*)\]\(([^()\s]+)\)|(\*\*|__)(.+?)\4|(?<!\w)([*_])(?=\S)(.+?)\6(?!\w)|\\([\\`*_{}[\]()#+.!|<>~-])/.exec(
        rest,
      );
    if (!found) break;
    if (found.index > 0) nodes.push(rest.slice(0, found.index));
    if (found[1] !== undefined) nodes.push(h('code', {}, found[1]));
    else if (found[3] !== undefined) nodes.push(link(found[3], found[2]));
    else if (found[5] !== undefined) nodes.push(h('strong', {}, ...inline(found[5])));
    else if (found[7] !== undefined) nodes.push(h('em', {}, ...inline(found[7])));
    else nodes.push(found[8]);
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest !== '') nodes.push(rest);
  return nodes;
}
