import { describe, expect, test } from 'vitest';
import { type EditorForm, readEditorForm } from '../../src/postmortem/edit-form.ts';
import { renderEditor } from '../../src/postmortem/html.ts';
import { mergeEdits } from '../../src/postmortem/merge.ts';

const rendered = `<!-- section: facts -->
Facts 1.
<!-- /section: facts -->

<!-- section: gap -->
> **Question:** Why?

**Answer:**

<!-- /section: gap -->

<!-- section: checklist -->
- [ ] Eval <!-- item: eval_added -->
- [x] Trace <!-- item: trace_exported -->
<!-- /section: checklist -->
`;

/** What a browser sends of the editor: texts with its own line ends, boxes only where they are ticked. */
function formOf(state: { text: string; rendered: string }): Record<string, string> {
  const html = renderEditor({ ...state, title: 'T', revision: 1 });
  const decode = (text: string) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const form: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(/<textarea name="([^"]+)"[^>]*>\n([\s\S]*?)<\/textarea>/g)) {
    form[name] = decode(value).replaceAll('\n', '\r\n');
  }
  for (const [, name = '', value = ''] of html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)) {
    form[name] = value;
  }
  for (const [, name = ''] of html.matchAll(/<input type="checkbox" name="([^"]+)" value="on" checked>/g))
    form[name] = 'on';
  return form;
}

const untouched = { text: rendered, rendered };

function save(state: { text: string; rendered: string }, change: EditorForm, shown = state) {
  return readEditorForm(state, { ...formOf(shown), ...change });
}

describe('the form of the editor', () => {
  test('sent back as it was changes nothing', () => {
    expect(save(untouched, {})).toEqual({ text: rendered, both: [] });
  });

  test('takes what the person changed, section by section, and nothing else', () => {
    const { text } = save(untouched, { 'section:gap': '> **Question:** Why?\r\n\r\n**Answer:** No eval.' });
    expect(text).toBe(
      rendered
        .replace('**Answer:**\n', '**Answer:** No eval.')
        .replace('No eval.\n', 'No eval.\n')
        .replace('No eval.\n\n<!--', 'No eval.\n<!--'),
    );
  });

  test('takes ticks and unticks', () => {
    const form: Record<string, string> = { ...formOf(untouched), 'tick:eval_added': 'on' };
    delete form['tick:trace_exported'];
    const { text } = readEditorForm(untouched, form);
    expect(text).toContain('- [x] Eval <!-- item: eval_added -->');
    expect(text).toContain('- [ ] Trace <!-- item: trace_exported -->');
  });

  test('a box the person did not touch stays as it is now, not as it was shown', () => {
    const now = { text: rendered.replace('[ ] Eval', '[x] Eval'), rendered };
    expect(save(now, {}, untouched).text).toBe(now.text);
  });

  test("a section that was rendered anew meanwhile keeps the person's text with the new facts beneath", () => {
    const newer = rendered.replace('Facts 1.', 'Facts 2.');
    const { text, both } = save({ text: newer, rendered: newer }, { 'section:facts': 'Mine.' }, untouched);
    expect(both).toEqual([]);
    expect(text).toMatch(/Mine\.\n\n<!-- new: facts -->[\s\S]*Facts 2\./);
    // The note is the one the next rendering knows and replaces.
    const third = newer.replace('Facts 2.', 'Facts 3.');
    const merged = mergeEdits({ base: newer, mine: text, theirs: third }).text;
    expect(merged).toContain('Facts 3.');
    expect(merged).not.toContain('Facts 2.');
  });

  test('a section somebody else edited meanwhile keeps both texts', () => {
    const theirs = { text: rendered.replace('Facts 1.', 'Hers.'), rendered };
    const { text, both } = save(theirs, { 'section:facts': 'His.' }, untouched);
    expect(both).toEqual(['facts']);
    expect(text).toMatch(/His\.[\s\S]*at the same time[\s\S]*Hers\./);
  });

  test('sections the person did not touch stay as they are now', () => {
    const theirs = { text: rendered.replace('Facts 1.', 'Hers.'), rendered };
    const { text } = save(theirs, { 'section:gap': 'Answered.' }, untouched);
    expect(text).toContain('Hers.');
    expect(text).toContain('Answered.');
  });

  test('a note goes when the person has taken it in, and the automatic text comes back when they ask for it', () => {
    const newer = rendered.replace('Facts 1.', 'Facts 2.');
    const merged = mergeEdits({ base: rendered, mine: rendered.replace('Facts 1.', 'Mine.'), theirs: newer }).text;
    const state = { text: merged, rendered: newer };
    expect(save(state, {}).text).toBe(merged);
    expect(save(state, { 'seen:facts': 'on' }).text).toBe(newer.replace('Facts 2.', 'Mine.'));
    expect(save(state, { 'reset:facts': 'on' }).text).toBe(newer);
  });

  test('text of their own can be added and changed', () => {
    const { text } = save(untouched, { extra: 'A remark.\r\nOf two lines.' });
    expect(text).toContain('A remark.\nOf two lines.');
    const state = { text, rendered };
    const outside = Object.keys(formOf(state)).find((name) => name.startsWith('outside:')) ?? '';
    expect(save(state, { [outside]: 'Another remark.' }).text).toContain('Another remark.');
    expect(save(state, { [outside]: 'Another remark.' }).text).not.toContain('A remark.');
  });

  test('sent twice does its work once', () => {
    const hers = { text: rendered.replace('Facts 1.', 'Hers.'), rendered };
    const change = { 'section:facts': 'His.', 'section:gap': 'Answered.', extra: 'A remark.\r\nOf two lines.' };
    const once = save(hers, change, untouched);
    expect(save({ text: once.text, rendered }, change, untouched).text).toBe(once.text);
  });

  test('markers typed into a field lose no text', () => {
    const typed = 'Before.\n<!-- /section: facts -->\nBetween.\n<!-- section: gap -->\nAfter.';
    const { text } = save(untouched, { 'section:facts': typed });
    for (const word of ['Before.', 'Between.', 'After.', '**Question:** Why?']) expect(text).toContain(word);
    const again = mergeEdits({ base: rendered, mine: text, theirs: rendered.replace('Facts 1.', 'Facts 2.') }).text;
    for (const word of ['Before.', 'Between.', 'After.', '**Question:** Why?']) expect(again).toContain(word);
  });
});
