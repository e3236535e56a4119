import { describe, expect, it } from 'vitest';
import { weighFindings } from '../../../src/forensics/weigh.ts';
import { call, model, suspect, user } from './session.ts';

describe('detectSuspicions', () => {
  it('finds nothing in an empty or a sparse session', () => {
    expect(suspect()).toEqual([]);
    expect(suspect({ type: 'llm_call', summary: 'assumed 12 items; therefore done' })).toEqual([]);
  });

  it('stays below the confidence of structured faults and above the verdict floor', () => {
    const found = suspect(
      user('How deep is the well?'),
      model('Suppose it is 40 metres.', 'a'),
      model('Therefore it is deep.', 'b'),
      model('The well is a deep one indeed.', 'a'),
    );
    expect(found.map((each) => each.confidence)).toEqual([0.65, 0.61]);
    expect(weighFindings(found, null).primary?.origin).toBe(1);
  });

  it('puts what a user objects to before an earlier assumption', () => {
    const found = suspect(
      user('Close the blinds.'),
      model("Let's say that means all 9 blinds."),
      call('close_blinds', { room: 'all' }, { ok: true }),
      user('I did not ask for all of them'),
      model('I am sorry; I will open the others again now.'),
    );
    expect(found.map((each) => each.origin)).toEqual([2, 1]);
    expect(weighFindings(found, null).primary?.origin).toBe(2);
  });

  it('keeps the five earliest of a rule that fires on every step', () => {
    const found = suspect(
      user('Weigh the crates.'),
      ...Array.from({ length: 50 }, () => model("Let's say it weighs 9 kg.")),
      model('All of the crates are weighed by now.'),
    );
    expect(found.map((each) => each.origin)).toEqual([1, 2, 3, 4, 5]);
  });

  it('reads hostile text in time', () => {
    const texts = [
      'assume ',
      'suppose: ',
      '1,',
      'there is no ',
      "'a",
      '\n#####',
      ' ',
      'A',
      '```',
      '](',
      'Traceback (most recent\n',
    ];
    const started = performance.now();
    for (const text of texts) {
      const long = text.repeat(20_000);
      const record = { id: '12345', available: false, note: long };
      suspect(
        user(long),
        model(long),
        call('get_crate', { id: long }, { list: [record, record, record], long }),
        model(`${long} 12345`),
      );
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
