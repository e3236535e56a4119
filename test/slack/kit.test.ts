import { describe, expect, it } from 'vitest';
import {
  checkMessage,
  checkView,
  clipText,
  escapeFenced,
  escapeMrkdwn,
  formatMoment,
  mentionUser,
} from '../../src/slack/kit.ts';
import { splitPages } from '../../src/slack/modals/split-pages.ts';

describe('escapeMrkdwn', () => {
  it.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['a & b', 'a &amp; b'],
    ['ord_555', 'ord_555'],
    ['_it_', 'ˍitˍ'],
    ['*b* ~s~ `c`', '∗b∗ ∼s∼ ˋcˋ'],
    ['at 12:30:45', 'at 12:30:45'],
    [':white_check_mark:', '∶white_check_mark:'],
    ['one\r\ntwo\u2028three', 'one two three'],
    ['\u202egnp', '\ufffdgnp'],
  ])('shows %j as %j', (text, shown) => {
    expect(escapeMrkdwn(text)).toBe(shown);
  });

  it('cuts without leaving half an entity', () => {
    expect(escapeMrkdwn('<<<<', 10)).toBe('&lt;&lt;…');
  });
});

describe('clipText', () => {
  it('cuts between graphemes', () => {
    expect(clipText('ab👩‍👩‍👧‍👦cd', 5)).toBe('ab…');
    expect(clipText('abcde', 5)).toBe('abcde');
  });
});

describe('the rest of the kit', () => {
  it('keeps lines in a fence and its end dead', () => {
    expect(escapeFenced('a_b\n```<@U1>')).toBe('a_b\nˋˋˋ&lt;@U1&gt;');
  });

  it('mentions users by id only', () => {
    expect([mentionUser('U0ALICE'), mentionUser('bot'), mentionUser(null), mentionUser('<!here>')]).toEqual([
      '<@U0ALICE>',
      'the bot',
      'nobody',
      '&lt;!here&gt;',
    ]);
  });

  it('says unknown for what is no date', () => {
    expect(formatMoment('soon')).toBe('unknown');
    expect(formatMoment('2026-03-01T09:00:00Z')).toBe(
      '<!date^1772355600^{date_short_pretty} {time_secs}|2026-03-01 09:00 UTC>',
    );
  });

  it('loses nothing between pages', () => {
    const text = `${'x'.repeat(20_000)}\n${'line\n'.repeat(5000)}`;
    const parts = splitPages([{ title: 'a', text }]).flat();
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });
});

describe('the limits', () => {
  const section = (length: number): object => ({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(length) } });

  it('hold at the boundary and are named beyond it', () => {
    expect(checkMessage([section(3000)], 'x')).toEqual([]);
    expect(checkMessage([section(3001)], 'x')).toEqual(['blocks[0].text: 3001 > 3000']);
    expect(
      checkMessage(
        Array.from({ length: 51 }, () => section(1)),
        'x',
      ),
    ).toContain('blocks: 51 > 50');
    expect(
      checkMessage(
        Array.from({ length: 4 }, () => section(2900)),
        'x',
      )[0],
    ).toMatch(/^message: \d+ >= 10000$/);
    expect(checkView({ type: 'modal', title: 'x'.repeat(25), blocks: [] })).toEqual(['title: 25 > 24']);
  });
});
