import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTicks } from '../../src/postmortem/checklist.ts';
import type { PostmortemFacts } from '../../src/postmortem/facts.ts';
import { itemLinesOf } from '../../src/postmortem/item-lines.ts';
import { mergeEdits } from '../../src/postmortem/merge.ts';
import { renderPostmortem } from '../../src/postmortem/render.ts';
import { composeSections, endMarker, isSection, parseSections, startMarker } from '../../src/postmortem/sections.ts';
import { loadOwnTemplates } from '../../src/postmortem/templates.ts';
import { orderFacts } from './facts.ts';

type Sections = Record<string, string>;

function documentOf(sections: Sections): string {
  const parts = Object.entries(sections).map(([name, body]) => `${startMarker(name)}\n${body}\n${endMarker(name)}`);
  return `${parts.join('\n\n')}\n`;
}

function bodiesOf(text: string): Sections {
  const sections = parseSections(text).filter(isSection);
  return Object.fromEntries(sections.map(({ name, lines }) => [name, lines.join('\n').trim()]));
}

/** Renders again and again, as the store does: each rendering is the base of the next. */
function renderAll(first: string, mine: string, renderings: readonly string[]): string {
  let base = first;
  let text = mine;
  for (const theirs of renderings) {
    text = mergeEdits({ base, mine: text, theirs }).text;
    base = theirs;
  }
  return text;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

const base = documentOf({ one: 'Facts 1.', two: 'Facts 2.', three: 'Facts 3.' });

describe('rendering anew', () => {
  test('renews what nobody edited', () => {
    const theirs = documentOf({ one: 'New 1.', two: 'Facts 2.', three: 'New 3.' });
    const result = mergeEdits({ base, mine: base, theirs });
    expect(result).toEqual({ text: theirs, kept: [], renewed: ['one', 'three'], deleted: [] });
  });

  test('keeps an edited section and folds what is new beneath it, once', () => {
    const mine = base.replace('Facts 2.', 'Facts 2, and what I know.');
    const next = (two: string) => documentOf({ one: 'Facts 1.', two, three: 'Facts 3.' });
    const once = mergeEdits({ base, mine, theirs: next('New 2.') });
    expect(once.kept).toEqual(['two']);
    expect(bodiesOf(once.text).two).toBe(
      'Facts 2, and what I know.\n\n<!-- new: two -->\n<details>\n<summary>New since you edited</summary>\n\nNew 2.\n\n</details>\n<!-- /new: two -->',
    );
    const again = mergeEdits({ base: next('New 2.'), mine: once.text, theirs: next('New 2.') });
    expect(again.text).toBe(once.text);
    const newer = mergeEdits({ base: next('New 2.'), mine: again.text, theirs: next('Newer 2.') });
    expect(count(newer.text, 'New since you edited')).toBe(1);
    expect(newer.text).toContain('Newer 2.');
    expect(newer.text).not.toContain('New 2.');
  });

  test('a section that was edited while its facts stayed the same gets no note', () => {
    const mine = base.replace('Facts 2.', 'Mine.');
    expect(mergeEdits({ base, mine, theirs: base })).toEqual({ text: mine, kept: ['two'], renewed: [], deleted: [] });
  });

  test('a note a person dismissed stays away until there is something new again', () => {
    const theirs = documentOf({ one: 'Facts 1.', two: 'New 2.', three: 'Facts 3.' });
    const dismissed = base.replace('Facts 2.', 'Mine.');
    expect(mergeEdits({ base: theirs, mine: dismissed, theirs }).text).toBe(dismissed);
    const newer = theirs.replace('New 2.', 'Newer 2.');
    expect(mergeEdits({ base: theirs, mine: dismissed, theirs: newer }).text).toContain('Newer 2.');
  });

  test('a note a person wrote in becomes their text', () => {
    const theirs = base.replace('Facts 2.', 'New 2.');
    const noted = mergeEdits({ base, mine: base.replace('Facts 2.', 'Mine.'), theirs }).text;
    const written = noted.replace('New 2.', 'New 2, which I checked.');
    const after = renderAll(theirs, written, [theirs, base.replace('Facts 2.', 'Newer 2.')]);
    expect(after).toContain('New 2, which I checked.');
    expect(after).toContain('Newer 2.');
    expect(count(after, '<!-- new: two -->')).toBe(1);
  });

  test('a section that was edited into what we would write is ours again', () => {
    const theirs = base.replace('Facts 2.', 'New 2.');
    expect(mergeEdits({ base, mine: theirs, theirs }).text).toBe(theirs);
  });

  test('a deleted section stays deleted', () => {
    const mine = documentOf({ one: 'Facts 1.', three: 'Facts 3.' });
    const result = mergeEdits({ base, mine, theirs: base.replaceAll('Facts', 'New') });
    expect(result.deleted).toEqual(['two']);
    expect(bodiesOf(result.text)).toEqual({ one: 'New 1.', three: 'New 3.' });
    const again = renderAll(base, mine, [base.replaceAll('Facts', 'New'), base]);
    expect(Object.keys(bodiesOf(again))).toEqual(['one', 'three']);
  });

  test('text outside of sections, sections of their own and their order are kept', () => {
    const mine = `Preface.\n\n${documentOf({ three: 'Facts 3.', own: 'My section.', one: 'Facts 1.', two: 'Facts 2.' })}\nAfterword.\n`;
    const { text } = mergeEdits({ base, mine, theirs: base.replace('Facts 1.', 'New 1.') });
    expect(text).toBe(mine.replace('Facts 1.', 'New 1.'));
  });

  test('a section a new template brings stands where the template has it, also among moved ones', () => {
    const theirs = documentOf({ zero: 'New 0.', one: 'Facts 1.', extra: 'New.', two: 'Facts 2.', three: 'Facts 3.' });
    expect(mergeEdits({ base, mine: base, theirs }).text).toBe(theirs);
    const moved = `Preface.\n\n${documentOf({ two: 'Facts 2.', one: 'Facts 1.', three: 'Facts 3.' })}`;
    const { text } = mergeEdits({ base, mine: moved, theirs });
    expect(Object.keys(bodiesOf(text))).toEqual(['zero', 'two', 'one', 'extra', 'three']);
  });

  test('a section the template no longer has goes, unless somebody edited it', () => {
    const theirs = documentOf({ one: 'Facts 1.', three: 'Facts 3.' });
    expect(mergeEdits({ base, mine: base, theirs }).text).toBe(theirs);
    const edited = mergeEdits({ base, mine: base.replace('Facts 2.', 'Mine.'), theirs });
    expect(bodiesOf(edited.text)).toEqual({ one: 'Facts 1.', two: 'Mine.', three: 'Facts 3.' });
  });

  test('line ends of a browser and blank lines at the edges are no edit', () => {
    const mine = base.replaceAll('\n', '\r\n').replace('Facts 1.', '\r\nFacts 1.  \r\n');
    expect(mergeEdits({ base, mine, theirs: base.replaceAll('Facts', 'New') }).text).toBe(
      base.replaceAll('Facts', 'New'),
    );
  });

  test.each([
    ['an end marker is gone', (text: string) => text.replace(`${endMarker('two')}\n`, '')],
    ['a start marker is gone', (text: string) => text.replace(`${startMarker('two')}\n`, '')],
    ['a marker is misspelt', (text: string) => text.replace(startMarker('two'), '<!-- sektion: two -->')],
    ['a section stands twice', (text: string) => `${text}\n${documentOf({ two: 'A copy.' })}`],
    ['markers are crossed', (text: string) => text.replace(endMarker('two'), endMarker('one'))],
  ])('nothing is lost when %s', (_name, damage) => {
    const mine = damage(base.replace('Facts 2.', 'What I wrote.'));
    const after = renderAll(base, mine, [base.replaceAll('Facts', 'New'), base.replaceAll('Facts', 'Newer'), base]);
    expect(count(after, 'What I wrote.')).toBe(1);
    if (mine.includes('A copy.')) expect(count(after, 'A copy.')).toBe(1);
  });
});

describe('the checklist', () => {
  const line = (box: string, words: string, item = 'eval_added') => `- [${box}] ${words} <!-- item: ${item} -->`;
  const list = (...lines: string[]) =>
    documentOf({ facts: 'Facts.', checklist: ['## Checklist', '', ...lines].join('\n') });

  test('a tick is no edit: the line is still renewed', () => {
    const before = list(line(' ', 'Eval (open)'), line(' ', 'Trace (no capture)', 'trace_exported'));
    const mine = list(line('x', 'Eval (open)'), line(' ', 'Trace (no capture)', 'trace_exported'));
    const theirs = list(line('x', 'Eval (ticked)'), line('x', 'Trace (capture 1)', 'trace_exported'));
    expect(mergeEdits({ base: before, mine, theirs }).text).toBe(theirs);
  });

  test("a person's box stays as they left it, also against a rendering that does not know of it yet", () => {
    const before = list(line('x', 'Eval'), line(' ', 'Trace', 'trace_exported'));
    const mine = list(line(' ', 'Eval'), line('x', 'Trace', 'trace_exported'));
    const after = renderAll(before, mine, [before.replace('Facts.', 'New.'), before]);
    expect(itemLinesOf(after.split('\n')).get('eval_added')?.checked).toBe(false);
    expect(itemLinesOf(after.split('\n')).get('trace_exported')?.checked).toBe(true);
  });

  test('items a person added stay, and the known ones go on being renewed beside them', () => {
    const before = list(line(' ', 'Eval (open)'));
    const mine = list(line(' ', 'Eval (open)'), '- [ ] Tell the customer');
    const { text } = mergeEdits({ base: before, mine, theirs: list(line('x', 'Eval (ticked)')) });
    expect(text).toContain(`${line('x', 'Eval (ticked)')}\n- [ ] Tell the customer`);
    expect(text).not.toContain('New since you edited');
  });

  test('ticks are read from the boxes that changed', () => {
    const before = list(
      line(' ', 'Eval'),
      line('x', 'Trace', 'trace_exported'),
      line(' ', 'Alert', 'alert_configured'),
    );
    const after = list(
      line('X', 'Eval, reworded'),
      line(' ', 'Trace', 'trace_exported'),
      line(' ', 'Alert', 'alert_configured'),
    );
    expect(readTicks(before, after)).toEqual({ eval_added: true, trace_exported: false });
    expect(readTicks(before, before.replace('eval_added', 'constructor').replace('[ ] Eval', '[x] Eval'))).toEqual({});
  });
});

const { postmortem: template } = await loadOwnTemplates();

function factsAfter(round: number): PostmortemFacts {
  const { incident } = orderFacts;
  return {
    ...orderFacts,
    incident: {
      ...incident,
      session_id: `ses_${round}`,
      mode_override: { mode: round % 2 === 0 ? 'tool_misfire' : 'cost_runaway', by: 'U1', reason: `Reason ${round}.` },
      root_cause: round % 2 === 0 ? 'prompt_design' : null,
    },
    captures: Array.from({ length: round }, () => orderFacts.captures).flat(),
    timeline: [{ at: incident.opened_at, by: 'U1', type: 'note.added', text: `Note ${round}.` }],
    reversals: orderFacts.reversals.map((action) => ({ ...action, plan: `Plan ${round}.` })),
  };
}

test('every section of a real postmortem edited, the mode overridden, five renderings: every edit survives', () => {
  const first = renderPostmortem(orderFacts, template);
  const names = parseSections(first)
    .filter(isSection)
    .map(({ name }) => name);
  const mine = composeSections(
    parseSections(first).map((piece) => {
      return isSection(piece) ? { ...piece, lines: [...piece.lines, '', `Edited by a person: ${piece.name}.`] } : piece;
    }),
  );
  const renderings = [1, 2, 3, 4, 5].map((round) => renderPostmortem(factsAfter(round), template));
  const after = renderAll(first, mine, renderings);
  for (const name of names) {
    expect(count(after, `Edited by a person: ${name}.`)).toBe(1);
    expect(count(after, `<!-- new: ${name} -->`)).toBeLessThanOrEqual(1);
  }
  expect(after).toContain('Reason 5.');
  expect(after).not.toContain('Reason 4.');
  expect(bodiesOf(after).classification).toMatch(
    /Hallucination propagation[\s\S]*Edited by[\s\S]*New since[\s\S]*Reason 5/,
  );
  expect(bodiesOf(after)['detection-gap']).not.toContain('New since you edited');
});

describe('whatever people do to a document', () => {
  const markers = ['one', 'two', 'three', 'four'].flatMap((name) => [startMarker(name), endMarker(name)]);
  const notes = ['one', 'two'].flatMap((name) => [
    `<!-- new: ${name} -->`,
    `<!-- /new: ${name} -->`,
    '<details>',
    '</details>',
  ]);
  const items = ['- [ ] Eval <!-- item: eval_added -->', '- [x] Eval (new) <!-- item: eval_added -->'];
  const words = fc.constantFrom('Facts.', 'More facts.', '', ...items);
  const body = fc.array(words, { maxLength: 4 }).map((lines) => lines.join('\n'));
  const rendering = fc
    .record({ one: body, two: body, three: body }, { requiredKeys: ['one'] })
    .map((sections) => documentOf(sections as Sections));
  /** An edit: a line put in somewhere, a line taken away, or one replaced. */
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom('insert' as const, 'remove' as const, 'replace' as const),
    what: fc.oneof(fc.constant(null), fc.constantFrom(...markers, ...notes, ...items, '```', '<!--')),
  });

  function applyEdits(
    text: string,
    edits: readonly (typeof edit extends fc.Arbitrary<infer Edit> ? Edit : never)[],
    round: number,
  ) {
    const lines = text.split('\n');
    for (const [index, { at, kind, what }] of edits.entries()) {
      const place = Math.floor(at * lines.length);
      const written = what ?? `Written by a person ${round}.${index}.`;
      lines.splice(place, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [written]));
    }
    return lines.join('\n');
  }

  const written = (text: string) => (text.match(/Written by a person \d+\.\d+\./g) ?? []).sort();

  test('every line they wrote survives any number of renderings, exactly once, and merging twice is merging once', () => {
    const rounds = fc.array(fc.record({ edits: fc.array(edit, { maxLength: 5 }), theirs: rendering }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(rendering, rounds, (first, all) => {
        let previous = first;
        let text = first;
        for (const [round, { edits, theirs }] of all.entries()) {
          const mine = applyEdits(text, edits, round);
          const merged = mergeEdits({ base: previous, mine, theirs }).text;
          expect(written(merged)).toEqual(written(mine));
          expect(mergeEdits({ base: theirs, mine: merged, theirs }).text).toBe(merged);
          previous = theirs;
          text = merged;
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('what is read is what is written, and no piece of a document is lost on the way', () => {
    const line = fc.oneof(fc.constantFrom(...markers, ...notes, ''), fc.string());
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n');
        const composed = composeSections(parseSections(text));
        expect(composeSections(parseSections(composed))).toBe(composed);
        const kept = new Set(composed.split('\n'));
        for (const one of text.replace(/\r\n?/g, '\n').split('\n')) {
          const isMarkerLine = /^<!-- \/?section:/.test(one);
          if (!isMarkerLine) expect(kept).toContain(one);
        }
      }),
    );
  });
});
