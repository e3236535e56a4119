import { describe, expect, it } from 'vitest';
import { code, model, shell, suspect, told, user } from './session.ts';

const request =
  'How many bicycles did the Lindholm factory in Uppsala build between spring and autumn of its third year?';
const evasion =
  'The task is to plan a dinner for eight guests. Our goal is a warm meal that everyone likes. First we pick a soup, then a main dish with rice, then fruit. Buy the vegetables early, cook the rice last, and keep the plates warm. Ask each guest about allergies. Set the table an hour before they arrive, and light the candles when the doorbell rings for the first time that evening.';

describe('off task', () => {
  it('reports a first message that plans something else', () => {
    expect(told(suspect(user(request), model(evasion)))).toEqual([
      "2: Step 2 sets out a task that is not the user's: of the 11 words that carry the request, it takes up 0.",
    ]);
  });
  it('accepts a plan in the words of the request', () => {
    const plan = `The task: bicycles of the Lindholm factory in Uppsala, third year, spring to autumn. ${evasion}`;
    expect(suspect(user(request), model(plan))).toEqual([]);
  });
});

describe('placeholder', () => {
  it('reports a handout that names a path nobody filled in', () => {
    const handout = model(`${request} Read the ledger at path/to/ledger.csv first.`, 'manager');
    expect(told(suspect(user(request), handout))).toEqual([
      '2: Step 2 hands the task on with "path/to/" where a real value belongs.',
    ]);
  });
  it('accepts a handout that repeats the request', () => {
    expect(suspect(user(request), model(`Please answer: ${request}`, 'manager'))).toEqual([]);
  });
});

describe('made up', () => {
  const parts = [user('What does the depot pay for power each month?'), model('I start with the tariff.')];
  it('reports an assumption that stands where a value is needed', () => {
    const found = suspect(
      ...parts,
      model("Let's assume the depot draws 900 kWh."),
      model('Then it pays a fair bill.'),
      model('So the answer for the depot is a fair bill.'),
    );
    expect(told(found)).toEqual([
      '3: Step 3 puts something made up in the place of data: "Let\'s assume the depot draws 900 kWh.".',
    ]);
    expect(found[0]).toMatchObject({ kind: 'suspicion', mode: null, flag: null, rank: 3, confidence: 0.65 });
  });
  it('reports a dummy list in a code comment', () => {
    const found = suspect(
      ...parts,
      model(code('# dummy tariff table\nrates = [3, 4]\nprint(rates)')),
      shell('[3, 4]'),
      model('These are the rates.'),
    );
    expect(told(found)).toEqual(['3: Step 3 puts something made up in the place of data: "# dummy tariff table".']);
  });
  it('accepts what is only weighed, what the user asked for, and a caveat in the last message', () => {
    expect(
      suspect(...parts, model('We should not assume 900 kWh here.'), model('I need the meter reading first, please.')),
    ).toEqual([]);
    expect(
      suspect(
        user('Fill the table with sample data.'),
        model('I add sample data for 5 rows.'),
        model('The table now has all of its rows.'),
      ),
    ).toEqual([]);
    expect(suspect(...parts, model('The bill follows the meter, assuming 30 days in the month.'))).toEqual([]);
  });
});

describe('unsourced', () => {
  const ask = user('What did the harbour crane lift last week?');
  const seen = shell('crane 7: lifted 412 containers, idle 2 days');
  it('reports a fact that no source gave and a later message repeats', () => {
    const found = suspect(
      ask,
      model('I look at the log.'),
      seen,
      model('The crane lifted 530 containers.'),
      model('It lifted 530 containers in all.'),
    );
    expect(told(found)).toEqual([
      '4: Step 4 gives 530 as a fact ("The crane lifted 530 containers."); nothing before it says so, and step 5 uses it.',
    ]);
  });
  it('accepts figures a result gave, arithmetic, and figures nobody builds on', () => {
    expect(suspect(ask, seen, model('It lifted 412 containers.'), model('So 412 containers.'))).toEqual([]);
    expect(suspect(ask, seen, model('That is 412 + 118 = 530.'), model('So 530 containers.'))).toEqual([]);
    expect(suspect(ask, seen, model('The crane lifted 530 containers.'), model('That was last week.'))).toEqual([]);
  });
  it('accepts the time of a timestamp, and parts of ids and of amounts in other notations', () => {
    const log = shell('{"at": "2031-04-02T16:00", "paid": 4177.5}');
    for (const said of [
      'It stopped at 16:00.',
      'It is part CR-530-11.',
      'It cost 4.177,50 EUR.',
      'It stopped at 16 hours.',
    ])
      expect(suspect(ask, log, model(said), model(`Again: ${said} Yes: 16, 530, 11, 50.`))).toEqual([]);
  });
  it('claims nothing where the input was not captured', () => {
    expect(suspect(seen, model('The crane lifted 530 containers.'), model('So 530 containers.'))).toEqual([]);
  });
});

describe('no evidence', () => {
  const ask = user('Is the bridge open to lorries on Sundays?');
  it('reports a conclusion before anything was looked up', () => {
    expect(told(suspect(ask, model('It is an old bridge.', 'a'), model('Therefore it is open.', 'b')))).toEqual([
      '3: Step 3 concludes ("Therefore it is open.") before anything had been run or looked up.',
    ]);
  });
  it('accepts a conclusion after a lookup, and one model that simply answers', () => {
    expect(
      suspect(ask, shell('Lorries may cross on all weekdays and Sundays.'), model('Therefore it is open.')),
    ).toEqual([]);
    expect(suspect(ask, model('It is a public road. Therefore it is open.'))).toEqual([]);
  });
});

describe('run failed', () => {
  const ask = user('Which port does the printer listen on?');
  const crash = shell('exit code: 1\nTraceback (most recent call last):\n  File "a.py"\nOSError: no route');
  it('reports code that crashed when no good run follows', () => {
    const [found, ...rest] = suspect(ask, model(code('print(scan())')), crash, model('The printer listens somewhere.'));
    expect(found?.evidence).toMatch(/^The code of step 2 crashed when step 3 ran it: "exit code: 1 Traceback/);
    expect(found).toMatchObject({ origin: 1, rank: 4, confidence: 0.57 });
    expect(rest).toEqual([]);
  });
  it('accepts a crash that was repaired', () => {
    expect(
      suspect(
        ask,
        model(code('print(scan())')),
        crash,
        model(code('print(scan(1))')),
        shell('port nine is open for printing'),
        model('It is port nine.'),
      ),
    ).toEqual([]);
  });
});
