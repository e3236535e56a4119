import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/incident/incident.ts';
import type { IncidentFacts } from '../../src/postmortem/facts.ts';
import { itemLinesOf } from '../../src/postmortem/item-lines.ts';
import { postmortemItems } from '../../src/postmortem/items.ts';
import { renderPostmortem } from '../../src/postmortem/render.ts';
import { bareFacts } from '../../src/postmortem/sample-facts.ts';
import { composeSections, isMarker, isSection, parseSections } from '../../src/postmortem/sections.ts';
import { compileTemplate } from '../../src/postmortem/template.ts';
import { loadOwnTemplates } from '../../src/postmortem/templates.ts';
import { hostileFacts, orderFacts } from './facts.ts';

const { postmortem: template } = await loadOwnTemplates();

function sectionsOf(text: string): Map<string, string> {
  const sections = parseSections(text).filter(isSection);
  return new Map(sections.map(({ name, lines }) => [name, lines.join('\n')]));
}

test('an incident as it is kept is all a postmortem asks of one', () => {
  const asFacts = (incident: Incident): IncidentFacts => incident;
  expect(asFacts).toBeTypeOf('function');
});

describe('a postmortem of the order agent', () => {
  const text = renderPostmortem(orderFacts, template);
  const sections = sectionsOf(text);

  test('answers the six questions with what is known', () => {
    const headings = text.split('\n').filter((line) => line.startsWith('## '));
    expect(headings.slice(0, 6).map((line) => line.slice(3, 5))).toEqual(['1.', '2.', '3.', '4.', '5.', '6.']);
    expect(sections.get('session')).toContain('3,862 in, 980 out');
    expect(sections.get('session')).toContain('**Cost**: $0.026');
    expect(sections.get('classification')).toContain('Hallucination propagation**, accepted by Ada');
    expect(sections.get('classification')).toContain('90 % sure');
    expect(sections.get('classification')).toContain('Entity validation');
    expect(sections.get('cascade')).toContain('Fault origin: step 3**, 90 % sure, accepted by Ada');
    expect(sections.get('cascade')).toContain('> "referenced an order');
    expect(sections.get('cascade')).toContain('- **Step 4**: used ord_555, introduced at step 3');
    expect(sections.get('cascade')).toContain('The wrong output: step 5');
    expect(sections.get('impact')).toContain('| 1 | 5 | send_email |');
    expect(sections.get('impact')).toContain('IRREVERSIBLE | Tell Alice. | Grace | open |');
    expect(sections.get('timeline')).toContain('confirmed effective (stopped at step 5)');
    expect(sections.get('timeline')).toContain('| 2026-11-22 10:00:00 UTC | Ada | Opened for ses_abc123. |');
    expect(sections.get('evidence')).toContain('abababab');
  });

  test('shows the context at the origin as quoted lines, indentation kept', () => {
    expect(sections.get('cascade')).toContain('> **tool get_customer**');
    expect(sections.get('cascade')).toContain('> \u00a0\u00a0"id": "cust_789"');
  });

  test('asks people what only they can answer, with a place to write', () => {
    for (const name of ['summary-notes', 'session-notes', 'impact-notes', 'root-cause-notes', 'detection-gap']) {
      expect(sections.get(name)).toMatch(/^> \*\*Question:\*\* .+\n\n\*\*Answer:\*\*$/m);
    }
  });

  test('has the eleven items as a task list, each with what it rests on', () => {
    const items = itemLinesOf(text.split('\n'));
    expect([...items.keys()]).toEqual(Object.keys(postmortemItems));
    expect(items.get('trace_exported')).toMatchObject({ checked: true });
    expect(items.get('trace_exported')?.after).toContain('capture 1 is kept until 2026-12-23');
    expect(items.get('root_cause_named')).toMatchObject({ checked: false });
  });

  test('every section has both its markers and nothing stands outside', () => {
    const pieces = parseSections(text);
    expect(composeSections(pieces)).toBe(text);
    expect(pieces.filter((piece) => !isSection(piece) && piece.lines.join('').trim() !== '')).toEqual([]);
  });
});

test('what is not known is "unknown", never 0', () => {
  const text = renderPostmortem(bareFacts, template);
  expect(text).toContain('**Cost of the session**: unknown');
  expect(text).toContain('Unknown: there is no report');
  expect(text).not.toMatch(/\b0 (?:read|token|external|step)/);
  const unknowns = {
    ...orderFacts.report,
    totals: { ...orderFacts.report?.totals, input_tokens: null, cost_usd: null },
  };
  const partly = renderPostmortem(
    { ...orderFacts, report: unknowns as NonNullable<typeof orderFacts.report> },
    template,
  );
  expect(partly).toContain('**Tokens**: unknown in, 980 out');
  expect(partly).toContain('**Cost**: unknown');
});

test('what the responders decided comes first, what the analysis said is kept beside it', () => {
  const { incident } = orderFacts;
  const decided = {
    ...orderFacts,
    incident: {
      ...incident,
      mode_override: { mode: 'tool_misfire', by: 'U1', reason: 'It called the wrong tool.' } as const,
      origin_override: { step: 4, by: 'U2', reason: 'The result was ignored.' },
    },
  };
  const sections = sectionsOf(renderPostmortem(decided, template));
  expect(sections.get('classification')).toMatch(/\*\*Tool misfire\*\*\n\nChosen by Ada: It called the wrong tool\./);
  expect(sections.get('classification')).toContain('The analysis said: Hallucination propagation, 90 % sure.');
  expect(sections.get('cascade')).toMatch(/step 4\*\*\n\nChosen by Grace: The result was ignored\./);
  expect(sections.get('cascade')).toContain('The analysis said: step 3, 90 % sure.');
  // The excerpt is of step 3: it says nothing of what the model saw at step 4.
  expect(sections.get('cascade')).not.toContain('What the model had before it');
});

test('people without a name, or with an id that is a property of every object, are shown by id', () => {
  const facts = { ...orderFacts, owner: 'constructor', people: {} };
  expect(renderPostmortem(facts, template)).toContain('**Owner of this postmortem**: constructor');
});

describe('a hostile session', () => {
  const text = renderPostmortem(hostileFacts, template);

  test('makes a document of less than 1 MB that says what it leaves out', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(text).toContain('4,800 more between the first 150 and the last 50');
  });

  test('leaves nothing live: no HTML, link, template, mention or formatting of its own', () => {
    const ours = text.replace(/<!-- (?:\/?section: [a-z-]+|item: [a-z_]+) -->/g, '');
    expect(ours.replace(/^> ?/gm, '')).not.toMatch(/[<>]/);
    expect(ours).not.toMatch(/(?<!\\)\]\(/);
    expect(ours).not.toMatch(/(?<!\\)\{/);
    expect(ours).not.toMatch(/@(?!&#8203;)/);
    expect(ours).not.toMatch(/https?:\/\//);
    expect(ours).not.toContain('\u202e');
    expect(ours).not.toContain('\u001b');
  });

  test('cannot forge or break a marker', () => {
    const clean = parseSections(renderPostmortem(orderFacts, template)).filter(isSection);
    const pieces = parseSections(text);
    expect(pieces.filter(isSection).map(({ name }) => name)).toEqual(clean.map(({ name }) => name));
    expect(pieces.flatMap(({ lines }) => lines).filter(isMarker)).toEqual([]);
    expect([...itemLinesOf(text.split('\n')).keys()]).toEqual(Object.keys(postmortemItems));
  });
});

describe('a customised template', () => {
  test('is text with places in it: values that look like templates stay values', () => {
    const own = compileTemplate('own.hbs', 'S: {{incident.session_id}}');
    const facts = { ...bareFacts, incident: { ...bareFacts.incident, session_id: '{{incident.id}} <b>' } };
    expect(renderPostmortem(facts, own)).toBe('S: \\{\\{incident.id\\}\\} &#60;b&#62;\n');
  });

  test.each([
    ['\n\n{{#if incident}}', 3, 'cannot be used'],
    ['a\n{{incident.sesion}}', 2, '"sesion" is not known there'],
    ['a\n{{lookup incident "id"}}', 2, 'lookup'],
    ['a\n\n{{shell "rm"}}', 3, 'shell'],
  ])('%j is an error that names line %i', (source, line, problem) => {
    const render = () => renderPostmortem(orderFacts, compileTemplate('own.hbs', source));
    expect(render).toThrow(
      expect.objectContaining({ code: 'postmortem.bad-template', details: { template: 'own.hbs', line } }),
    );
    expect(render).toThrow(problem);
    expect(render).toThrow('Correct it, or remove the file');
  });

  test.each(['{{incident.constructor}}', '{{incident.__proto__}}', '{{toString}}'])(
    'reaches nothing but the facts: %s',
    (source) => {
      const text = renderPostmortem(orderFacts, compileTemplate('own.hbs', `[${source}]`));
      expect(text).toBe('[]\n');
    },
  );
});
