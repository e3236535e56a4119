import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal, wantsColor, wantsUnicode } from '../../src/cli/terminal.ts';

describe('wantsColor', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ])('decides for %j on a terminal (%s): %s', (env, isTty, expected) => {
    expect(wantsColor(env, isTty)).toBe(expected);
  });
});

describe('wantsUnicode', () => {
  it.each([
    [{}, true],
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, false],
    [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, true],
  ])('decides for %j: %s', (env, expected) => {
    expect(wantsUnicode(env)).toBe(expected);
  });
});

describe('createTerminal', () => {
  it('waits for a slow reader before it takes more', async () => {
    const stdout = new PassThrough({ highWaterMark: 4 });
    const terminal = createTerminal({ stdout, stderr: new PassThrough(), env: {} });
    let taken = false;
    const writing = terminal.out('more than four bytes').then(() => {
      taken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    stdout.resume();
    await writing;
    expect(taken).toBe(true);
  });

  it.each([
    [undefined, 80],
    [0, 80],
    [20, 40],
    [100, 100],
    [400, 120],
  ])('uses %s columns as %s', (columns, width) => {
    const stdout = Object.assign(new PassThrough(), columns === undefined ? {} : { columns });
    expect(createTerminal({ stdout, stderr: new PassThrough(), env: {} }).width).toBe(width);
  });
});
