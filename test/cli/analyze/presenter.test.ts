import { describe, expect, it } from 'vitest';
import { createPresenter } from '../../../src/cli/analyze/presenter.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { minimalReport, orderReport } from '../reports.ts';

describe('text', () => {
  it('shows up to three sessions in full', async () => {
    const { terminal, printed } = fakeTerminal();
    const presenter = createPresenter('text', null, terminal);
    for (const file of ['a.jsonl', 'b.jsonl', 'c.jsonl']) await presenter.show(orderReport, file);
    await presenter.end();
    expect(printed.out.match(/^Origin/gm)).toHaveLength(3);
    expect(printed.out).toContain(`a.jsonl\n\n${'─'.repeat(80)}\n\n🔴`);
  });

  it('shows more than three as one line each as they come, with a count at the end', async () => {
    const { terminal, printed } = fakeTerminal();
    const presenter = createPresenter('text', null, terminal);
    for (const file of ['a.jsonl', 'b.jsonl', 'c.jsonl']) await presenter.show(minimalReport, file);
    expect(printed.out).toBe('');
    await presenter.show(orderReport, 'd.jsonl');
    expect(printed.out.split('\n')).toHaveLength(6);
    await presenter.show(orderReport, 'e.jsonl');
    await presenter.end();
    expect(printed.out.split('\n').slice(5)).toEqual([
      '🔴  ses_abc123         Hallucination 90 %  3 of 5     0    e.jsonl',
      '',
      '5 sessions: 2 hallucination propagation, 3 no fault found',
      'ORIGIN is a step, ACTS the number of external actions at or after it.',
      'Name one file, or one session with --session ID, for its full report.',
      '',
    ]);
  });
});

describe('json', () => {
  it('is one line per report, with the file, safe to print and equal once parsed', async () => {
    const { terminal, printed } = fakeTerminal({ outIsTty: true });
    const presenter = createPresenter('json', null, terminal);
    const report = { ...orderReport, session_id: 'a\u009b31m\u202eb\u2028c' };
    await presenter.show(report, 'a.jsonl');
    await presenter.end();
    expect(printed.out).not.toMatch(/[\u009b\u202e\u2028]/);
    expect(printed.out.indexOf('\n')).toBe(printed.out.length - 1);
    expect(JSON.parse(printed.out)).toEqual({ file: 'a.jsonl', ...report });
  });

  it('is laid out for reading where the only input is a file and goes to a terminal', async () => {
    const { terminal, printed } = fakeTerminal({ outIsTty: true });
    await createPresenter('json', 'a.jsonl', terminal).show(orderReport, 'a.jsonl');
    expect(printed.out).toMatch(/^\{\n {2}"file": "a.jsonl",\n/);
    const ofDirectory = fakeTerminal({ outIsTty: true });
    await createPresenter('json', 'traces', ofDirectory.terminal).show(orderReport, 'traces/a.jsonl');
    expect(ofDirectory.printed.out).toMatch(/^\{"file":"traces\/a.jsonl",/);
  });
});

describe('markdown', () => {
  it('separates reports with a rule', async () => {
    const { terminal, printed } = fakeTerminal();
    const presenter = createPresenter('markdown', null, terminal);
    await presenter.show(orderReport, 'a.jsonl');
    await presenter.show(minimalReport, 'b.jsonl');
    await presenter.end();
    expect(printed.out).toContain('**File**: a.jsonl\n\n---\n\n## 🟢 No fault found');
  });
});
