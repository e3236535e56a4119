import { describe, expect, it } from 'vitest';
import { describeError, sessionNotFound, usageError } from '../../src/cli/errors.ts';
import { AppError } from '../../src/errors.ts';
import { InvalidTrace } from '../../src/trace/errors.ts';

const invalid = new InvalidTrace({
  file: 'a.jsonl',
  line: 3,
  field: 'step',
  expected: 'a number',
  actual: 'found "x"',
});
const down = new AppError('trace.source-unavailable', 'Langfuse did not answer in 8 s. Try again.');

describe('describeError', () => {
  it.each([
    [usageError('No.'), 2],
    [invalid, 3],
    [sessionNotFound('No.'), 4],
    [down, 5],
    [Object.assign(new Error('open'), { code: 'EACCES' }), 2],
    [new Error('boom'), 1],
    [new AppError('some.other', 'boom'), 1],
    ['a string', 1],
  ])('maps %s to exit code %s', (error, exitCode) => {
    expect(describeError(error, 'a.jsonl').exitCode).toBe(exitCode);
  });

  it('passes the sentence of an expected error on, in one harmless line', () => {
    expect(describeError(usageError('No \u001b[2Jsuch\nstep.'))).toEqual({
      exitCode: 2,
      text: 'No such step.',
      unexpected: false,
    });
  });

  it('says of an unexpected error what it was about and how to report it', () => {
    const { text, unexpected } = describeError(new TypeError('x is not a function'), 'a.jsonl');
    expect(unexpected).toBe(true);
    expect(text).toBe(
      'Unexpected error while working on a.jsonl: x is not a function. Please report it with the command you ran; ' +
        'DEBUG=agent-incident before the command shows where it happened.',
    );
  });
});
