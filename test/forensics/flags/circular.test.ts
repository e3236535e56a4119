import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../../support/session.ts';
import { flagged, originsOf } from '../findings.ts';

const type = 'LOOP_DETECTED';
const thoughts = [
  'I should compare the two glaze recipes before choosing a firing temperature.',
  'Before choosing a firing temperature I should compare the two glaze recipes.',
  'Let me compare the two glaze recipes first, before choosing the firing temperature.',
  'First I compare the two glaze recipes, then the firing temperature can be chosen.',
  'I need to compare the two glaze recipes before choosing a firing temperature.',
  'Comparing the two glaze recipes comes before choosing a firing temperature.',
];
const think = (count: number): SessionBuilder =>
  session()
    .user('At which temperature should I fire these pots?')
    .times(count, (s, i) => s.llm(thoughts[i % thoughts.length] ?? ''));

describe('thoughts that go in circles', () => {
  it('are flagged as a runaway that began with the first of them', () => {
    const report = analyze(think(6).events());
    expect(report.flags.filter((flag) => flag.type === type)).toHaveLength(1);
    expect(report.classification.mode).toBe('cost_runaway');
    expect(report.origin?.step).toBe(2);
    expect(report.cascade.map((entry) => entry.step)).toEqual([3, 4, 5, 6, 7]);
  });

  it('are not flagged after three', () => {
    expect(flagged(think(3), type)).toEqual([]);
  });

  it('are flagged within one answer that repeats a sentence', () => {
    const sentence = 'The kiln must cool down slowly before anybody opens it.';
    const stuck = (times: number): SessionBuilder =>
      session()
        .user('When may I open the kiln?')
        .llm(Array.from({ length: times }, () => sentence).join(' '));
    expect(originsOf(stuck(20), 'circular_reasoning')).toEqual([2]);
    expect(originsOf(stuck(3), 'circular_reasoning')).toEqual([]);
  });
});

describe('thoughts that move on', () => {
  it('are quiet when each is about something else', () => {
    const built = session()
      .user('Plan the exhibition.')
      .llm('The east hall has the best daylight for watercolours.')
      .llm('Transport from Bergen takes nine days, so crates must leave in April.')
      .llm('Two guards per floor are what the insurer demands.')
      .llm('Schools visit on Tuesdays; the workshop needs clay and aprons.')
      .llm('Posters go to print once the sponsor has approved its logo.')
      .llm('The opening speech falls to the director, music to the brass band.');
    expect(flagged(built, type)).toEqual([]);
  });

  it('are quiet when a person speaks in between', () => {
    const built = session().times(6, (s, i) => s.user('Say that again?').llm(thoughts[i] ?? ''));
    expect(flagged(built, type)).toEqual([]);
  });

  it('are quiet when tools are used in between', () => {
    const built = session()
      .user('At which temperature should I fire these pots?')
      .times(6, (s, i) => s.llm(thoughts[i] ?? '').tool('get_recipe', { recipe: `glaze-${900 + i}` }, { clay: 'red' }));
    expect(flagged(built, type)).toEqual([]);
  });
});
