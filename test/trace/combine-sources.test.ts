import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { combineSources } from '../../src/trace/combine-sources.ts';
import { SessionNotFound, SourceUnavailable } from '../../src/trace/errors.ts';
import type { TraceEvent } from '../../src/trace/event.ts';
import { fetchSessionSet } from '../../src/trace/fetch-session-set.ts';
import type { TraceSource } from '../../src/trace/source.ts';

const event = (sessionId: string, step: number): TraceEvent => ({ session_id: sessionId, step, type: 'other' });
const live = (): AbortSignal => new AbortController().signal;

function holding(name: string, sessions: string[], more: Partial<TraceSource> = {}): TraceSource {
  return {
    name,
    async *fetch(sessionId) {
      if (!sessions.includes(sessionId)) throw new SessionNotFound(sessionId, [`${name}-like`]);
      yield { ...event(sessionId, 1), agent: name };
      yield { ...event(sessionId, 2), agent: name };
    },
    ...more,
  };
}

function failing(name: string, error: unknown, after = 0): TraceSource {
  return {
    name,
    async *fetch(sessionId) {
      for (let step = 1; step <= after; step += 1) yield event(sessionId, step);
      throw error;
    },
  };
}

/** Never answers, and does not care about the signal either. */
function silent(name: string, after = 0): TraceSource {
  return {
    name,
    async *fetch(sessionId) {
      for (let step = 1; step <= after; step += 1) yield event(sessionId, step);
      await new Promise(() => undefined);
    },
  };
}

const agents = async (source: TraceSource, sessionId: string, signal = live()): Promise<unknown[]> => {
  const events: TraceEvent[] = [];
  for await (const one of source.fetch(sessionId, signal)) events.push(one);
  return events.map(({ agent }) => agent);
};

describe('combined sources', () => {
  it('give the session of the first that has it, and do not ask the rest', async () => {
    const fetch = vi.fn();
    const never: TraceSource = { name: 'never', fetch };
    const all = combineSources([holding('one', ['a']), holding('two', ['a', 'b']), never]);
    expect(await agents(all, 'a')).toEqual(['one', 'one']);
    expect(await agents(all, 'b')).toEqual(['two', 'two']);
    expect(fetch).not.toHaveBeenCalled();
  });

  it('say that nobody has it, with the suggestions of all', async () => {
    const all = combineSources([holding('one', []), holding('two', []), holding('one', [])]);
    const error = await agents(all, 'x').catch((caught) => caught);
    expect(error).toBeInstanceOf(SessionNotFound);
    expect(error).toMatchObject({ code: 'trace.session-not-found', sessionId: 'x', retryable: false });
    expect(error.suggestions).toEqual(['one-like', 'two-like']);
  });

  it('look further when one cannot be asked, and say so only if nobody else has it', async () => {
    const down = new SourceUnavailable('one', { retryable: true, reason: 'refused' });
    const all = combineSources([failing('one', down), holding('two', ['a'])]);
    expect(await agents(all, 'a')).toEqual(['two', 'two']);
    await expect(agents(all, 'x')).rejects.toBe(down);
  });

  it('take a source that gives nothing for one that does not have it', async () => {
    const empty: TraceSource = { name: 'empty', async *fetch() {} };
    expect(await agents(combineSources([empty, holding('two', ['a'])]), 'a')).toEqual(['two', 'two']);
    await expect(agents(combineSources([empty]), 'a')).rejects.toMatchObject({ sessionId: 'a' });
  });

  it('never go on with another source once events were given', async () => {
    const broken = failing('one', new SourceUnavailable('one', { retryable: true, reason: 'broke off' }), 1);
    const given: number[] = [];
    const reading = (async () => {
      for await (const { step } of combineSources([broken, holding('two', ['a'])]).fetch('a', live())) given.push(step);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'trace.source-unavailable' });
    expect(given).toEqual([1]);
  });

  it('give up on a source that keeps silent, at once or half-way, even one that ignores the signal', async () => {
    const patience = { timeoutMs: 20 };
    expect(await agents(combineSources([silent('mute'), holding('two', ['a'])], patience), 'a')).toEqual([
      'two',
      'two',
    ]);
    const error = await agents(combineSources([silent('mute')], patience), 'a').catch((caught) => caught);
    expect(error).toMatchObject({ code: 'trace.source-unavailable', retryable: true, source: 'mute' });
    expect(error.message).toContain('did not answer in 0.02 s');
    await expect(agents(combineSources([silent('mute', 3)], patience), 'a')).rejects.toMatchObject({ source: 'mute' });
  });

  it('do not blame a source for a reader who takes his time', async () => {
    const steps: number[] = [];
    for await (const { step } of combineSources([holding('one', ['a'])], { timeoutMs: 20 }).fetch('a', live())) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      steps.push(step);
    }
    expect(steps).toEqual([1, 2]);
  });

  it('tell the source when it is no longer wanted', async () => {
    const seen: AbortSignal[] = [];
    const source: TraceSource = {
      name: 'one',
      async *fetch(sessionId, signal) {
        seen.push(signal);
        for (let step = 1; ; step += 1) yield event(sessionId, step);
      },
    };
    for await (const { step } of combineSources([source]).fetch('a', live())) if (step === 3) break;
    expect(seen[0]?.aborted).toBe(true);
  });

  it('stop at once when the caller does, with his reason', async () => {
    const caller = new AbortController();
    const reading = agents(combineSources([silent('mute'), holding('two', ['a'])]), 'a', caller.signal);
    caller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    await expect(agents(combineSources([holding('two', ['a'])]), 'a', AbortSignal.abort())).rejects.toThrow('abort');
  });

  it('make an unexpected failure one of the source, and do not repeat what it said', async () => {
    const cause = new Error('connect https://user:secret@backend');
    const error = await agents(combineSources([failing('one', cause)]), 'a').catch((caught) => caught);
    expect(error).toBeInstanceOf(SourceUnavailable);
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain('secret');
  });

  it('pass an error on that says more, such as a broken trace', async () => {
    const invalid = new AppError('trace.invalid', 'line 3');
    await expect(agents(combineSources([failing('one', invalid)]), 'a')).rejects.toBe(invalid);
  });

  it('suggest what any of them suggests, without those that fail or keep silent', async () => {
    const all = combineSources(
      [
        holding('one', [], { suggest: async () => ['a1', 'a2'] }),
        holding('two', [], { suggest: () => Promise.reject(new Error('down')) }),
        holding('three', [], { suggest: () => new Promise(() => undefined) }),
        holding('four', []),
        holding('five', [], { suggest: async () => ['a2', 'a3', 'a4'] }),
      ],
      { timeoutMs: 20 },
    );
    expect(await all.suggest?.('a', 3)).toEqual(['a1', 'a2', 'a3']);
  });

  it('link to the first that has a page', () => {
    const all = combineSources([
      holding('one', []),
      holding('two', [], { link: () => null }),
      holding('three', [], { link: (id) => `https://three.example/${id}` }),
    ]);
    expect(all.link?.('a')).toBe('https://three.example/a');
    expect(combineSources([holding('one', [])]).link?.('a')).toBeNull();
  });
});

describe('fetchSessionSet', () => {
  it('gives the session, then those it spawned; one that is not there is left out', async () => {
    const source = holding('one', ['root', 'child']);
    const events: TraceEvent[] = [];
    for await (const one of fetchSessionSet(source, ['root', 'gone', 'child'], live())) events.push(one);
    expect(events.map(({ session_id }) => session_id)).toEqual(['root', 'root', 'child', 'child']);
    await expect(fetchSessionSet(source, ['gone', 'child'], live()).next()).rejects.toThrow(SessionNotFound);
  });
});
