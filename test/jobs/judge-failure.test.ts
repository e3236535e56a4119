import { expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { judgeFailure } from '../../src/jobs/judge-failure.ts';

const retryable = (details = {}) => new AppError('slack.unavailable', 'Wait.', { retryable: true, details });
const final = new AppError('slack.refused', 'No.');
const unknown = new TypeError('x is not a function');

test.each([
  ['a refusal is never tried again', final, 1, { result: 'give_up' }],
  ['an outage waits a second at first', retryable(), 1, { result: 'retry', delayMs: 1_000 }],
  ['then doubles', retryable(), 4, { result: 'retry', delayMs: 8_000 }],
  ['up to five minutes', retryable(), 10, { result: 'retry', delayMs: 300_000 }],
  ['for as long as it takes', retryable(), 100_000, { result: 'retry', delayMs: 300_000 }],
  [
    'the pause that was asked for is kept',
    retryable({ retryAfterMs: 42_000 }),
    1,
    { result: 'retry', delayMs: 42_000 },
  ],
  ['none is a pause as well', retryable({ retryAfterMs: 0 }), 7, { result: 'retry', delayMs: 0 }],
  ['but not beyond an hour', retryable({ retryAfterMs: 1e12 }), 1, { result: 'retry', delayMs: 3_600_000 }],
  ['nonsense is not kept', retryable({ retryAfterMs: Number.NaN }), 1, { result: 'retry', delayMs: 1_000 }],
  ['what nobody foresaw is tried again', unknown, 19, { result: 'retry', delayMs: 300_000 }],
  ['but not for ever', unknown, 20, { result: 'give_up' }],
  ['whatever was thrown', 'a string', 20, { result: 'give_up' }],
])('%s', (_, error, attempts, verdict) => {
  expect(judgeFailure(error, attempts, 0)).toEqual(verdict);
});

test('pauses are spread upwards only, so that no promise is broken', () => {
  expect(judgeFailure(retryable({ retryAfterMs: 1_000 }), 1, 1)).toEqual({ result: 'retry', delayMs: 1_250 });
});
