import { describe, expect, it } from 'vitest';
import { findSessionIds, textsOf } from '../../src/slack/find-session-ids.ts';
import { parseCommand, withoutMention } from '../../src/slack/parse-command.ts';

const open = (sessionId: string, wrongOutputStep: number | null = null) => ({
  verb: 'open',
  sessionId,
  wrongOutputStep,
});

describe('what is typed', () => {
  it.each([
    ['ses_abc123', open('ses_abc123')],
    ['  ses_abc123  ', open('ses_abc123')],
    ['`ses_abc123`', open('ses_abc123')],
    ['```ses_abc123```', open('ses_abc123')],
    ['"a session"', open('a session')],
    ['“a session”', open('a session')],
    ['<https://traces.example/sessions/ses_1|ses_1>', open('ses_1')],
    ['<https://traces.example/sessions/ses%201?x=1>', open('ses 1')],
    ['https://traces.example/sessions/ses_1/', open('ses_1')],
    ['ses_1 --wrong-output 7', open('ses_1', 7)],
    ['--wrong-output=7 ses_1', open('ses_1', 7)],
    ['ses_1 —wrong-output 7', open('ses_1', 7)],
    ['List-1', open('List-1')],
    ['list of things', { verb: 'unclear', problem: expect.stringContaining('One session') }],
    ['', { verb: 'help' }],
    ['HELP', { verb: 'help' }],
    ['list', { verb: 'list' }],
    ['status', { verb: 'status', reference: null }],
    ['status `ses_1`', { verb: 'status', reference: 'ses_1' }],
    ['#12', { verb: 'status', reference: '#12' }],
    ['12', open('12')],
    ['resolve', { verb: 'resolve', words: [] }],
    ['resolve #12 all is well', { verb: 'resolve', words: ['#12', 'all', 'is', 'well'] }],
    ['ses_1 --wrong-output', { verb: 'unclear', problem: expect.stringContaining('number of a step') }],
    ['ses_1 --wrong-output x', { verb: 'unclear', problem: expect.stringContaining('number of a step') }],
    ['--verbose', { verb: 'unclear', problem: expect.stringContaining('not known') }],
    ['--wrong-output 7', { verb: 'unclear', problem: expect.stringContaining('Which session') }],
    ['ses_1 ses_2', { verb: 'unclear', problem: expect.stringContaining('One session') }],
  ])('%j is understood', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it('is read without the mention', () => {
    expect(withoutMention('<@U0BOTUSER> ses_1')).toBe('ses_1');
    expect(withoutMention('hey <@U0BOTUSER|bot> list')).toBe('hey   list');
  });
});

describe('session ids in a message', () => {
  it.each([
    ['ses_abc123 failed', ['ses_abc123']],
    ['see `any thing`, `b` and ses_x1.', ['any thing', 'b', 'ses_x1']],
    ['`ses_1` again ses_1ab', ['ses_1', 'ses_1ab']],
    ['01234567-89ab-cdef-0123-456789abcdef', ['01234567-89ab-cdef-0123-456789abcdef']],
    ['nothing here, not even sessions', []],
    [
      Array.from({ length: 30 }, (_, at) => `ses_number${at}`).join(' '),
      Array.from({ length: 10 }, (_, at) => `ses_number${at}`),
    ],
    [`\`${'x'.repeat(300)}\``, []],
    ['`a &lt;b&gt;`', ['a <b>']],
  ])('%j', (text, ids) => {
    expect(findSessionIds(text)).toEqual(ids);
  });

  it('are found in blocks and attachments as well', () => {
    const block = { type: 'section', text: { type: 'mrkdwn', text: 'ses_in_block' } };
    expect(findSessionIds(textsOf({ text: '', blocks: [block], attachments: [{ fallback: 'ses_attached' }] }))).toEqual(
      ['ses_in_block', 'ses_attached'],
    );
  });
});
