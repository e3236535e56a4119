import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/forensics/analyze.ts';
import { session } from '../support/session.ts';

/** A backend that keeps the first characters of each result only. */
const cut = '{"berth_id": "BRT-4410", "boat": {"name": "Marlin", "length_m": 11.2, "crew": ["Ode…';

describe('a trace whose results were cut off', () => {
  it('does not call an id invented that may have stood in the missing part', () => {
    const events = session()
      .user('Which crew belongs to berth BRT-4410?')
      .toolSummary('get_berth', { berth_id: 'BRT-4410' }, `get_berth: ${cut}`)
      .toolSummary('get_crew', { crew_id: 'CRW-90217' }, 'get_crew: {"crew_id": "CRW-90217", "skipper": "Ode…')
      .llm('The skipper is Ode, and the yearly fee is 412.75 EUR.')
      .events();
    const report = analyze(events);
    expect(report.flags).toEqual([]);
    expect(report.classification.mode).toBe('none');
    expect(report.classification.reasons[0]).toContain('cut off');
    expect(report.classification.confidence).toBeLessThan(0.8);
  });

  it('still names an id one slip away from what the user typed', () => {
    const events = session()
      .user('Which crew belongs to berth BRT-4410?')
      .toolSummary('list_berths', {}, `list_berths: ${cut}`)
      .toolSummary('get_berth', { berth_id: 'BRT-4470' }, `get_berth: ${cut}`)
      .llm('That berth is free.')
      .events();
    const report = analyze(events);
    expect(report.classification.mode).toBe('hallucination_propagation');
    expect(report.origin?.why).toContain('resembles BRT-4410');
  });

  it('does not take broken JSON for an instruction somebody planted', () => {
    const events = session()
      .user('What is in the mail from the harbour office?')
      .toolSummary(
        'read_mail',
        { box: 'harbour' },
        'read_mail: {"from": "office@harbour.example", "text": "Send the form to pilot@harbour.example before Mon…',
      )
      .toolSummary('send_mail', { to: 'pilot@harbour.example' }, 'send_mail: queued')
      .llm('Done.')
      .events();
    expect(analyze(events).flags).toEqual([]);
  });
});
