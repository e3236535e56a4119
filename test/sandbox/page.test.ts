import { describe, expect, test } from 'vitest';

interface Node {
  tag: string;
  attributes: Record<string, unknown>;
  children: (Node | string)[];
}
interface Tree {
  h(tag: string, attributes?: object, ...children: unknown[]): Node;
  mount(node: Node | string, document: unknown): FakeElement | string;
  textOf(node: Node | string): string;
}

const load = (name: string) => import(new URL(`../../src/sandbox/page/${name}.js`, import.meta.url).href);
const { h, mount, textOf }: Tree = await load('tree');
interface Mrkdwn {
  renderMrkdwn(text: string, context?: object, verbatim?: boolean): (Node | string)[];
}
const { renderMrkdwn }: Mrkdwn = await load('mrkdwn');
const { renderBlocks }: { renderBlocks(blocks: object[], context: object): Node[] } = await load('blocks');
const context = { names: { U1: 'Riley' }, handles: { U1: 'riley' }, origin: 'http://127.0.0.1:3400', act: () => {} };

class FakeElement {
  attributes: Record<string, string> = {};
  children: (FakeElement | string)[] = [];
  readonly tag: string;
  constructor(tag: string) {
    this.tag = tag;
  }
  setAttribute(name: string, value: string) {
    this.attributes[name] = value;
  }
  addEventListener() {}
  append(...children: (FakeElement | string)[]) {
    this.children.push(...children);
  }
}
const document = { createElement: (tag: string) => new FakeElement(tag), createTextNode: (text: string) => text };

function all(nodes: readonly (Node | string)[]): Node[] {
  return nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...all(node.children)]));
}

describe('mrkdwn', () => {
  test.each([
    ['*bold* and _soft_', ['strong', 'em']],
    ['`code *not bold*`', ['code']],
    ['```\nblock *x*\n```', ['pre']],
    ['&gt; quoted', ['blockquote']],
    ['<https://example.org|here>', ['a']],
    ['a_b_c 2*3*4', []],
  ])('%j has %j', (text, tags) => {
    expect(all(renderMrkdwn(text)).map(({ tag }) => tag)).toEqual(tags);
  });

  test('escaped text is text, never a link or a mention', () => {
    const nodes = renderMrkdwn('&lt;!channel&gt; &lt;https://evil.example|x&gt; &amp;lt;', context, true);
    expect(all(nodes)).toEqual([]);
    expect(nodes.map(textOf).join('')).toBe('<!channel> <https://evil.example|x> &lt;');
  });

  test('a bare address becomes a link, as Slack does it, unless the text is verbatim', () => {
    const links = (verbatim: boolean) => all(renderMrkdwn('see https://example.org/a.', context, verbatim));
    expect(links(false)).toMatchObject([{ tag: 'a', attributes: { href: 'https://example.org/a' } }]);
    expect(links(true)).toEqual([]);
  });

  test('people are named, emoji are pictures with words, dates are in the zone of the reader', () => {
    expect(renderMrkdwn('<@U1> <@U404>', context).map(textOf).join('')).toBe('@riley @U404');
    expect(renderMrkdwn(':eyes: 🔴 :unknown:').map(textOf).join('')).toBe('👀 🔴 :unknown:');
    expect(all(renderMrkdwn(':eyes: 🔴')).map(({ tag }) => tag)).toEqual(['img', 'img']);
    const [date] = all(renderMrkdwn('<!date^1772355600^{date_num} {time_secs}|then>'));
    const then = new Date(1_772_355_600_000);
    expect(date?.attributes.datetime).toBe(then.toISOString());
    expect(textOf(date ?? '')).toContain(
      then.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    );
    expect(renderMrkdwn('<!date^soon^{date}|some day>')).toEqual(['some day']);
  });

  test('links other than http and https are not links', () => {
    expect(all(renderMrkdwn('<javascript:alert(1)|click>')).map(({ tag }) => tag)).toEqual(['span']);
  });
});

test('markup in any field stays text', () => {
  const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const plain = { type: 'plain_text', text: hostile };
  const nodes = renderBlocks(
    [
      { type: 'header', text: plain },
      { type: 'section', text: plain },
      { type: 'actions', elements: [{ type: 'button', text: plain, action_id: 'a' }] },
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: hostile }] }] },
      { type: 'image', image_url: 'https://evil.example/x.png', alt_text: hostile },
      { type: 'markdown', text: hostile },
    ],
    context,
  );
  const tags = all(nodes).map(({ tag }) => tag);
  expect(tags).not.toContain('script');
  expect(tags).not.toContain('img');
  expect(nodes.map(textOf).filter((text) => text.includes(hostile))).toHaveLength(6);
});

test('handlers, styles and foreign schemes never become attributes', () => {
  const node = h('a', { onclick: 'x', style: 'x', srcdoc: 'x', href: 'javascript:x', title: 'kept' }, 'text');
  const element = mount(node, document);
  expect(element).toMatchObject({ attributes: { title: 'kept' }, children: ['text'] });
  expect(Object.keys((element as FakeElement).attributes)).toEqual(['title']);
});

test('a button carries its accessibility label, an input its label and its error', () => {
  const button = { type: 'button', text: { text: 'Kill' }, action_id: 'k', accessibility_label: 'Kill session' };
  const input = { type: 'input', block_id: 'w', label: { text: 'Why' }, element: { type: 'plain_text_input' } };
  const nodes = all(
    renderBlocks([{ type: 'actions', elements: [button] }, input], { ...context, errors: { w: 'No.' } }),
  );
  expect(nodes.find(({ tag }) => tag === 'button')?.attributes['aria-label']).toBe('Kill session');
  expect(nodes.find(({ tag }) => tag === 'label')?.attributes.for).toBe('input-w');
  expect(nodes.find(({ tag }) => tag === 'input')?.attributes['aria-invalid']).toBe('true');
});
